import {
  type AnyRoute,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { ApiError, api, whenSignedOut } from '../../lib/api/client';
import { queries } from '../../lib/api/queries';
import type { Me } from '../../lib/api/types';
import { loadTexts } from '../../lib/i18n/i18n';
import { live, whenSocketSignedOut } from '../../lib/live/live';
import { type Module, modules, type RouteSpec } from '../../lib/module/module';
import { canAny } from '../../lib/perm/perm';
import { acceptMe, meQuery } from '../../lib/session/me';
import { Toasts } from '../../ui/toast';
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

function routeOf(module: Module, spec: RouteSpec, parent: AnyRoute): AnyRoute {
  const page = lazyRouteComponent(spec.page as () => Promise<{ default: () => React.ReactNode }>);
  const needed = spec.layout === 'bare' ? [] : (spec.permissions ?? []);
  return createRoute({
    getParentRoute: () => parent,
    path: spec.path,
    validateSearch: (search: Record<string, unknown>) => search,
    beforeLoad: () => {
      if (canAny(queries.getQueryData<Me>(meQuery.queryKey), needed)) return;
      throw new ApiError(403, { code: 'auth.forbidden', details: { permission: needed[0] ?? '' } });
    },
    loader: () => Promise.all([loadTexts(module.name), page.preload?.()]).then(() => null),
    component: page,
  });
}

function routesFor(layout: RouteSpec['layout'], parent: AnyRoute): AnyRoute[] {
  return modules().flatMap((module) =>
    module.routes.filter((spec) => spec.layout === layout).map((spec) => routeOf(module, spec, parent)),
  );
}

export function makeRouter() {
  const root = createRootRoute({
    component: () => (
      <>
        <Outlet />
        <Toasts />
      </>
    ),
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
      throw redirect({ to: '/inbox' });
    },
  });
  const settings = createRoute({
    getParentRoute: () => frame,
    path: '/settings',
    component: lazyRouteComponent(() => import('./SettingsLayout')),
  });
  const settingsHome = createRoute({ getParentRoute: () => settings, path: '/', component: () => null });
  // In the frame: who mistypes an address is still at the desk.
  const nowhere = createRoute({ getParentRoute: () => frame, path: '$', component: Missing });
  const tree = root.addChildren([
    ...routesFor('bare', root),
    frame.addChildren([
      home,
      ...routesFor('frame', frame),
      settings.addChildren([settingsHome, ...routesFor('settings', settings)]),
      nowhere,
    ]),
  ]);
  const router = createRouter({
    routeTree: tree,
    defaultPreload: 'intent',
    defaultPendingMs: 300,
    defaultErrorComponent: PageProblem,
    defaultNotFoundComponent: Missing,
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
