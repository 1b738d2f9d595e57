import { stripTypeScriptTypes } from 'node:module';
import { expect, it } from 'vitest';
import { renewCaches, withRenewableCaches } from './caches.ts';

it('a renewal clears the entries from calls of a module, and keeps those from its loading', async () => {
  const code = withRenewableCaches(`
const seen = new Map();
export const owned = new WeakMap();
seen.set('first', 1);
function inside() {
  const own = new Map();
  return own.set('a', 1).size;
}
export const module = { seen, owned, inside };
`);
  const { module } = await import(`data:text/javascript,${encodeURIComponent(stripTypeScriptTypes(code))}`);
  const key = {};
  expect(module.seen.set('later', 2)).toBe(module.seen);
  module.owned.set(key, 3);
  expect([[...module.seen], module.seen.size, module.owned.get(key)]).toEqual([
    [
      ['first', 1],
      ['later', 2],
    ],
    2,
    3,
  ]);
  renewCaches();
  expect([[...module.seen], module.owned.has(key), module.inside()]).toEqual([[['first', 1]], false, 1]);
});

it('code without caches is unchanged, and other code keeps its lines', () => {
  expect(withRenewableCaches('const words = new Set();\n')).toBe('const words = new Set();\n');
  const code = "import { a } from './a.ts';\n\nconst known = new Map<string, Map<number, string>>();\n";
  expect(withRenewableCaches(code).split('\n').slice(0, 4)).toEqual([
    "import { a } from './a.ts';",
    '',
    'const known = new RenewableMap<string, Map<number, string>>();',
    '',
  ]);
});
