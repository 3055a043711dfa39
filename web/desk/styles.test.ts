import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

// Stylesheets stay once a page has loaded them: a class that two modules define
// looks different after another page has been visited.

const SHARED = /^(ui|tokens|desk\/frame)\//;

interface Rule {
  file: string;
  /** Whose it is: a module's name, or empty for what all may use. */
  owner: string;
  classes: string[];
}

function rules(file: string, css: string): Rule[] {
  const owner = SHARED.test(file) ? '' : (/modules\/(\w+)\//.exec(file)?.[1] ?? file);
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .split(/[{}]/)
    .filter((_, at, all) => at < all.length - 1)
    .flatMap((text) => (text.split(';').at(-1) ?? '').split(/,(?![^(]*\))/))
    .map((selector) => ({
      file,
      owner,
      classes: [...selector.matchAll(/\.([a-zA-Z_][\w-]*)/g)].map(([, name]) => name ?? ''),
    }))
    .filter(({ classes }) => classes.length > 0);
}

/** Classes of which two modules speak, and shared ones that a module changes for everybody. */
function clashes(all: Rule[]): string[] {
  const shared = new Set(all.filter(({ owner }) => owner === '').flatMap(({ classes }) => classes));
  const owners = new Map<string, Set<string>>();
  const out: string[] = [];
  for (const { owner, classes, file } of all) {
    if (owner === '') continue;
    const own = classes.filter((name) => !shared.has(name));
    if (own.length === 0) out.push(`${file}: .${classes.join(' .')} is everybody's`);
    for (const name of own) owners.set(name, (owners.get(name) ?? new Set()).add(owner));
  }
  for (const [name, who] of owners) if (who.size > 1) out.push(`.${name}: ${[...who].sort().join(', ')}`);
  return out;
}

describe('classes', () => {
  const web = `${import.meta.dirname}/../`;
  const files = ['ui', 'tokens', 'desk'].flatMap((dir) =>
    readdirSync(web + dir, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.css'))
      .map((file) => `${dir}/${file}`),
  );

  it('belong to one module each', () => {
    expect(files.length).toBeGreaterThan(20);
    expect(clashes(files.flatMap((file) => rules(file, readFileSync(web + file, 'utf8'))))).toEqual([]);
  });

  it('are found by the check when two modules define one, or one changes what all use', () => {
    const a = rules(
      'desk/modules/a/a.css',
      '@media (max-width: 9px) { .who, .a-b:not(.x) { left: 0 } } .btn { top: 0 }',
    );
    const b = rules('desk/modules/b/b.css', '/* .a-b */ .b { color: red } .b .who { left: 0 } .b .btn { top: 0 }');
    expect(clashes([...rules('ui/ui.css', '.btn { top: 1px }'), ...a, ...b])).toEqual([
      "desk/modules/a/a.css: .btn is everybody's",
      '.who: a, b',
    ]);
  });
});
