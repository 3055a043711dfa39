import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Module, setModules } from '../../lib/module/module';
import { spoken } from '../../lib/module/spoken';
import { moreIcons } from '../../ui/icons';
import { rest } from './rest';

const ENTRY = 'desk/main.tsx';
const FIRST = ['desk/modules/conversation/pages/InboxPage.tsx', 'desk/modules/conversation/state/desk.ts'];
const doors = Object.entries(import.meta.glob<Module>('../modules/*/door.ts', { eager: true, import: 'default' }));

const STATIC = /^\s*(?:import|export)\s+(?!type\b)(?:[^'";]*?\bfrom\s+)?'(\.[^']+)'/gm;
const GLOB = /import\.meta\.glob(?:<[^(]*>)?\('(\.[^']+)',\s*\{[^}]*eager: true/g;

function files(pattern: string): string[] {
  const [before = '', after = ''] = pattern.split('*');
  return readdirSync(before)
    .map((name) => before + name + after)
    .filter((path) => existsSync(path));
}

function file(path: string): string {
  return ['', '.ts', '.tsx'].map((end) => path + end).find((one) => /\.\w+$/.test(one) && existsSync(one)) ?? path;
}

/** Every file of ours that comes with these without being asked for. */
function reach(...roots: string[]): string[] {
  const seen = new Set<string>();
  const walk = (path: string) => {
    if (seen.has(path)) return;
    seen.add(path);
    if (!/\.tsx?$/.test(path)) return;
    const text = readFileSync(path, 'utf8');
    for (const [, to = ''] of text.matchAll(STATIC)) walk(file(join(dirname(path), to)));
    for (const [, to = ''] of text.matchAll(GLOB)) for (const one of files(join(dirname(path), to))) walk(one);
  };
  for (const root of roots) walk(root);
  return [...seen];
}

describe('the shell', () => {
  const shell = reach(ENTRY);

  it('is walked to its ends', () => {
    expect(shell).toContain('desk/frame/Rail.tsx');
    expect(shell).toContain('lib/i18n/i18n.ts');
    expect(shell.filter((path) => path.endsWith('/door.ts'))).toHaveLength(doors.length);
  });

  it('holds doors of modules and nothing behind them', () => {
    expect(shell.filter((path) => path.includes('/modules/') && !path.endsWith('/door.ts'))).toEqual([]);
  });

  it('holds no catalogue, no settings, no antd', () => {
    const all = reach(ENTRY, ...FIRST);
    expect(all.filter((path) => /\.json$|admin\/|Settings|HelpSheet|AntRoot|rest\.ts|ui\/icons/.test(path))).toEqual(
      [],
    );
    const heavy = all.filter((path) => /\.tsx?$/.test(path) && /from '(antd|dayjs)/.test(readFileSync(path, 'utf8')));
    expect(heavy).toEqual([]);
  });

  it('reaches from the inbox into no other module', () => {
    const strange = reach(...FIRST).filter((path) => /\/modules\/(?!conversation\/)/.test(path));
    expect(strange).toEqual([]);
  });
});

describe('a door', () => {
  it.each(doors)('%s shows the way and carries nothing', (path, door) => {
    expect(path).toContain(`/modules/${door.name}/`);
    expect(door.nav?.length).toBeGreaterThan(0);
    expect(door.nav?.filter((entry) => entry.area !== 'rail')).toEqual([]);
    for (const entry of door.nav ?? []) expect(JSON.stringify(entry).length).toBeLessThan(250);
    // The inbox is the first page itself.
    const more = door.name === 'conversation' ? ['texts', 'routes', 'commands', 'start'] : [];
    expect(Object.keys(door).filter((key) => !['name', 'nav', ...more].includes(key))).toEqual([]);
  });

  it('is where every entry of the rail stands', () => {
    expect(rest.flatMap((module) => module.nav ?? []).filter((entry) => entry.area === 'rail')).toEqual([]);
  });

  it('shows a drawing that the shell has', () => {
    const late = doors.flatMap(([, door]) => door.nav ?? []).filter((entry) => entry.icon in moreIcons);
    expect(late.map((entry) => entry.icon)).toEqual([]);
  });

  it('leads to a page, and its commands have names', async () => {
    const paths = [...doors.map(([, door]) => door), ...rest].flatMap((module) => module.routes ?? []);
    for (const [, door] of doors) {
      for (const { to } of door.nav ?? []) {
        expect(
          paths.some((spec) => spec.path.split('/{')[0] === to),
          to,
        ).toBe(true);
      }
    }
    const all = [...doors.map(([, door]) => door), ...rest];
    setModules(all);
    expect(spoken().map((one) => one.id)).toEqual(all.flatMap((one) => (one.commands ?? []).map(({ id }) => id)));
  });
});

describe('drawings', () => {
  it('of the first page do not come later', () => {
    // With what the inbox opens on its own.
    const parts = 'desk/modules/conversation/parts/';
    const own = readdirSync(parts).map((name) => parts + name);
    const named = [...new Set([...reach(ENTRY, ...FIRST), ...own])]
      .filter((path) => path.endsWith('.tsx'))
      .flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/<Icon\b[^>]*?name=(?:"(\w+)"|\{[^}]*?\?[^}]*\})/g)])
      .flatMap(([whole]) => [...whole.matchAll(/["'](\w+)["']/g)].map(([, name = '']) => name));
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => name in moreIcons)).toEqual([]);
  });
});

it('fetches every part in the one way that survives its loss', () => {
  const ours = ['desk', 'lib', 'ui'].flatMap((dir) =>
    readdirSync(dir, { recursive: true, encoding: 'utf8' }).map((name) => join(dir, name)),
  );
  const others = ours
    .filter((path) => /\.tsx?$/.test(path) && !/late\.tsx$|\.test\./.test(path))
    .filter((path) => /\blazy(RouteComponent)?\(|import \{[^}]*\blazy\b/.test(readFileSync(path, 'utf8')));
  expect(others).toEqual([]);
});
