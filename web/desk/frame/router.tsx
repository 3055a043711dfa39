import { type AnyRoute, createRootRoute, createRoute, createRouter, Outlet, redirect } from '@tanstack/react-router';
import { ApiError, api, whenSignedOut } from '../../lib/api/client';
import { queries } from '../../lib/api/queries';
import type { Me } from '../../lib/api/types';
import { loadTexts } from '../../lib/i18n/i18n';
import { live, whenSocketSignedOut } from '../../lib/live/live';
import { late } from '../../lib/module/late';
import { deskWhole, type Module, modules, type RouteSpec, whenModules, wholeDesk } from '../../lib/module/module';
import { canAny } from '../../lib/perm/perm';
import { acceptMe, meQuery } from '../../lib/session/me';
import { Toasts } from '../../ui/toast';
import { HOME } from './first';
import { Missing, PageProblem } from './pages';
import { Shell } from './Shell';

const BARE = /^\/(sign-in|setup|link\/)/;

/** Who is here; strangers go to the wizard on a fresh installation, else to sign in. */
async function admit(href: string): Promise<void> {
  try {
    await acceptMe(await queries.ensureQueryData(meQuery));
  } catch (cause) {
    if (!(cause instanceof ApiError) || cause.status !== 401) throw cause;
    const setup = await api.get<{ needed: boolean }>('/setup').catch(() => ({ needed: false }));
    if (setup.needed) throw redirect({ to: '/setup' });
    throw redirect({ to: '/sign-in', search: href === '/' ? {} : { next: href } });
  }
}

const made = new Map<RouteSpec, AnyRoute>();

/** One route for one declaration: a second one would build the page on screen anew. */
function routeOf(module: Module, spec: RouteSpec, parent: AnyRoute): AnyRoute {
  const known = made.get(spec);
  if (known) return known;
  const page = late(spec.page);
  const needed = spec.layout === 'bare' ? [] : (spec.permissions ?? []);
  const route = createRoute({
    getParentRoute: () => parent,
    path: spec.path,
    validateSearch: (search: Record<string, unknown>) => search,
    beforeLoad: () => {
      if (canAny(queries.getQueryData<Me>(meQuery.queryKey), needed)) return;
      throw new ApiError(403, { code: 'auth.forbidden', details: { permission: needed[0] ?? '' } });
    },
    loader: () => Promise.all([loadTexts(module.name), page.preload()]).then(() => null),
    component: page,
  });
  made.set(spec, route);
  return route;
}

function routesFor(layout: RouteSpec['layout'], parent: AnyRoute): AnyRoute[] {
  return modules().flatMap((module) =>
    (module.routes ?? []).filter((spec) => spec.layout === layout).map((spec) => routeOf(module, spec, parent)),
  );
}

const settingsLayout = () =>
  modules()
    .find((module) => module.slots?.['frame.settings'])
    ?.slots?.['frame.settings']?.();

interface Asked {
  location: { pathname: string; href: string };
  matches: readonly { routeId: string }[];
}

/** The tree grows in place when the manifests come; `routeFor` says where an address leads by now. */
function makeTree(routeFor: (path: string) => AnyRoute | undefined) {
  // A page behind a door: what is missing is fetched, and the address asked for
  // once more. It may have come between the first asking and here.
  const behind = async ({ location, matches }: Asked): Promise<void> => {
    if (matches.at(-1)?.routeId !== nowhere.id) return;
    await wholeDesk();
    if (routeFor(location.pathname) !== nowhere) throw redirect({ href: location.href, replace: true });
  };
  const root = createRootRoute({
    component: () => (
      <>
        <Outlet />
        <Toasts />
      </>
    ),
    beforeLoad: (asked) => (BARE.test(asked.location.pathname) ? behind(asked) : undefined),
    notFoundComponent: Missing,
    errorComponent: PageProblem,
  });
  const frame = createRoute({
    getParentRoute: () => root,
    id: 'frame',
    beforeLoad: ({ location }) => admit(location.href),
    component: Shell,
  });
  const home = createRoute({
    getParentRoute: () => frame,
    path: '/',
    beforeLoad: () => {
      throw redirect({ to: HOME });
    },
  });
  const settings = createRoute({
    getParentRoute: () => frame,
    path: '/settings',
    // What forms say when two people edit the same.
    loader: () => loadTexts('more').then(() => null),
    component: late(settingsLayout as RouteSpec['page']),
  });
  const settingsHome = createRoute({ getParentRoute: () => settings, path: '/', component: () => null });
  // In the frame: who mistypes an address is still at the desk.
  const nowhere: AnyRoute = createRoute({
    getParentRoute: () => frame,
    path: '$',
    beforeLoad: behind,
    component: Missing,
  });
  return () => {
    const inside = deskWhole() ? [settings.addChildren([settingsHome, ...routesFor('settings', settings)])] : [];
    return root.addChildren([
      ...routesFor('bare', root),
      frame.addChildren([home, ...routesFor('frame', frame), ...inside, nowhere]),
    ]);
  };
}

export function makeRouter() {
  const tree = makeTree((path) => router.getMatchedRoutes(path)[2]);
  const router = createRouter({
    routeTree: tree(),
    defaultPreload: 'intent',
    defaultPendingMs: 300,
    defaultErrorComponent: PageProblem,
    defaultNotFoundComponent: Missing,
  });
  whenModules(() => {
    tree();
    router.setRoutes(router.buildRouteTree());
  });
  const leave = () => {
    live.stop();
    if (BARE.test(router.state.location.pathname) || !queries.getQueryData(meQuery.queryKey)) return;
    queries.clear();
    void router.navigate({ to: '/sign-in', search: { next: router.state.location.href } });
  };
  whenSignedOut(leave);
  whenSocketSignedOut(leave);
  return router;
}
