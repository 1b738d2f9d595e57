import { expect, it } from 'vitest';
import { routesByBranch } from '../../lib/cli/question/routes-by-branch.ts';
import { parsePolicy } from '../../lib/policy/file/parse.ts';

const routes = (...more: string[]) => {
  const parsed = parsePolicy(`version: 1\nroutes:\n${more.map((one) => `  - { ${one} }\n`).join('')}`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed));
  return routesByBranch(parsed.policy, { pipeline: 'shop' }, undefined, 'main');
};
const board = 'id: wall, scope: all, channel: C0WALL, board: true, on: []';
const digest = 'id: weekly, scope: all, channel: C0WALL, digest: { every: "0 9 * * MON" }, on: []';

it('a route with only a board or a digest is not listed as a route that sends messages', () => {
  expect(routes('id: all, scope: all, channel: C0ALL', board, digest)).toMatch(
    /^Routes for branch main: all \(C0ALL\)\. F/,
  );
  expect(routes(board, 'id: rel, scope: all, branches: ["release/*"], channel: C0REL')).toMatch(
    /^No route sends messages about branch main\. Not for this branch: rel \(C0REL\)\./,
  );
});
