import { describe, expect, it } from 'vitest';
import { pipelineKey } from '../../../lib/core/freeze/transitions.ts';
import type { Outbox } from '../../../lib/core/model/outbox.ts';
import { boardKey, type DeploymentBoard } from '../../../lib/core/where/board.ts';
import { planBoard } from '../../../lib/core/where/plan-board.ts';
import { rules } from '../../kit/rules.ts';
import { createBoardWorld, POLICY } from './board-world.ts';

const MINUTE = 60_000;
const BEGIN = Date.UTC(2026, 10, 23, 10);

async function begun() {
  const board = createBoardWorld(BEGIN);
  board.truth.set('shop-api', { Staging: 'aaaaaaa1', Prod: 'aaaaaaa1' });
  board.truth.set('shop-web', { Prod: 'ccccccc1' });
  board.truth.set('bakery', { Prod: 'ddddddd1' });
  await board.tick();
  await board.until(BEGIN + 5 * MINUTE);
  return board;
}

it('the board lists and reads the pipelines of its route once, then nothing without a change', async () => {
  const board = await begun();
  expect(board.messages).toHaveLength(1);
  expect(board.shown()).toMatch(/^What runs where \(shops\): 2 pipelines, nothing waits/);
  expect(board.shown()).not.toContain('bakery');
  for (let hour = 0; hour < 48; hour++) {
    board.now += 60 * MINUTE;
    await board.tick();
  }
  expect([board.lists.length, board.reads.length, board.messages[0]?.edits]).toEqual([1, 1, 0]);
});

it('the board reads only changed pipelines, and reads and edits at most once a minute', async () => {
  const board = await begun();
  for (let second = 0; second < 300; second += 2) {
    await board.until(BEGIN + 10 * MINUTE + second * 1_000);
    await board.deploy('shop-api', { Prod: `${second}`.padStart(8, 'f') });
  }
  await board.until(BEGIN + 30 * MINUTE);
  const later = board.reads.slice(1);
  expect(later.length).toBeGreaterThan(4);
  expect(later.length).toBeLessThanOrEqual(7);
  expect(later.every(({ at }, index) => index === 0 || at - (later[index - 1]?.at ?? 0) >= MINUTE)).toBe(true);
  expect(new Set(later.flatMap(({ pipelines }) => pipelines))).toEqual(new Set(['shop-api']));
  expect(board.messages[0]?.edits).toBeLessThanOrEqual(7);
  expect(board.shown()).toContain('fffff298');
});

it('the board does not edit a message with unchanged text', async () => {
  const board = await begun();
  await board.receive('shop-api');
  await board.until(BEGIN + 10 * MINUTE);
  expect([board.reads.length, board.messages[0]?.edits]).toEqual([3, 0]);
});

it('the board posts a new message if the old one was deleted', async () => {
  const board = await begun();
  board.messages.length = 0;
  await board.deploy('shop-api', { Prod: 'bbbbbbb2' });
  await board.until(BEGIN + 10 * MINUTE);
  expect(board.messages).toMatchObject([{ text: expect.stringContaining('bbbbbbb'), edits: 0 }]);
});

it('the board posts each new version once to the thread if Slack refuses to edit', async () => {
  const board = await begun();
  board.refuses = 'edit_window_closed';
  await board.deploy('shop-api', { Prod: 'bbbbbbb2' });
  await board.until(BEGIN + 40 * MINUTE);
  await board.deploy('shop-api', { Prod: 'eeeeeee3' });
  await board.until(BEGIN + 80 * MINUTE);
  expect(board.messages).toMatchObject([
    { text: expect.stringContaining('aaaaaaa') },
    { thread: '0', text: expect.stringContaining('bbbbbbb') },
    { thread: '0', text: expect.stringContaining('eeeeeee') },
  ]);
});

it('the board shows a new pipeline from its first deployment on, and drops a deleted one', async () => {
  const board = await begun();
  await board.deploy('shop-new', { Prod: 'eeeeeee3' });
  await board.until(BEGIN + 10 * MINUTE);
  expect(board.shown()).toContain('shop-new');
  board.truth.delete('shop-web');
  await board.receive('shop-web');
  await board.until(BEGIN + 20 * MINUTE);
  expect(board.shown()).toContain('2 pipelines');
  expect(board.shown()).not.toContain('shop-web');
});

it('the board shows a freeze and its end without a read', async () => {
  const board = await begun();
  const freeze = { type: 'freeze', by: 'U0ANN', reason: 'audit', from: board.now, until: BEGIN + 15 * MINUTE } as const;
  board.state = { orders: { 'freeze-1': { ...freeze, pipelines: ['shop-api'], stages: ['Prod'] } } };
  await board.tick();
  expect(board.shown()).toMatch(/Prod: .*frozen by freeze-1 until 2026-11-23 10:15 UTC/);
  expect(board.shown()).not.toMatch(/Staging: .*frozen/);
  await board.until(BEGIN + 20 * MINUTE);
  expect(board.shown()).not.toContain('frozen');
  expect(board.reads).toHaveLength(1);
});

it('the board retries each minute while CodePipeline throttles', async () => {
  const board = await begun();
  board.throttles = true;
  await board.deploy('shop-api', { Prod: 'bbbbbbb2' });
  await board.until(BEGIN + 12 * MINUTE);
  const tries = board.reads.length - 1;
  expect(tries).toBeGreaterThan(2);
  expect(tries).toBeLessThanOrEqual(7);
  board.throttles = false;
  await board.until(BEGIN + 40 * MINUTE);
  expect(board.shown()).toContain('bbbbbbb');
});

it('the message states the end of the board after the policy removes it', async () => {
  const board = await begun();
  board.policy = POLICY.replace('board: true', 'board: false').replace('on: []', 'on: [failed]');
  await board.tick();
  expect(board.messages).toMatchObject([{ text: 'This board is no longer kept: no route of the policy has it.' }]);
});

it('the board reads many pipelines in batches of 25, and counts all of them', async () => {
  const board = createBoardWorld(BEGIN);
  for (let n = 100; n < 230; n++) board.truth.set(`shop-${n}`, { Prod: `aaaaaaa${n}` });
  await board.tick();
  expect(board.row()?.ledger['board:where#C0ALL#shops']?.doneAt).toBeDefined();
  expect(board.reads[0]?.pipelines).toHaveLength(25);
  await board.until(BEGIN + 10 * MINUTE);
  expect(board.reads.map(({ pipelines }) => pipelines.length)).toEqual([25, 25, 25, 25]);
  expect(board.shown()).toContain('130 pipelines');
});

describe('the plan of a board', () => {
  const key = boardKey('C0ALL', 'shops');
  const ref = { account: '123456789012', region: 'eu-central-1', pipeline: 'shop-api' };
  const shop = pipelineKey(ref);
  const DAY = 1_440 * MINUTE;
  const planned = (board: DeploymentBoard, outbox: Outbox = {}, policy = rules(POLICY)) =>
    planBoard(key, board, policy, outbox, BEGIN);
  const known = (heard: number, unread: string[] = [], asOf = heard): DeploymentBoard => ({
    listed: [BEGIN, { policy: 'test', pipelines: [ref], unread }],
    heard: { [shop]: heard },
    read: { [shop]: [asOf, { ref, deployments: [{ stage: 'Prod' }] }] },
  });
  const keys = (...given: Parameters<typeof planned>) => planned(...given).map((intent) => intent.key);

  it('begins with a list of the pipelines, and reads them after it', () => {
    const list = { key: 'list', kind: 'again', effect: { type: 'listBoard', board: key, policy: 'test' } };
    expect(planned({})).toMatchObject([{ ...list, after: [], from: 0 }]);
    expect(planned({ heard: { [shop]: 1 } })).toMatchObject([
      list,
      { key: 'read', kind: 'again', effect: { type: 'readBoard', pipelines: [ref] }, after: ['list'], from: 0 },
    ]);
  });

  it.each<[string, number, string[], boolean]>([
    ['a day after it', BEGIN + DAY, [], false],
    ['later', BEGIN + DAY + 1, [], true],
    ['five minutes after an incomplete one', BEGIN + 5 * MINUTE, ['eu was not read'], false],
    ['later than that', BEGIN + 5 * MINUTE + 1, ['eu was not read'], true],
  ])('lists again if there is news %s', (_, heard, unread, lists) => {
    expect(keys(known(heard, unread, heard + MINUTE)).includes('list')).toBe(lists);
  });

  it('reads a pipeline until ten seconds after its news', () => {
    expect(keys(known(BEGIN, [], BEGIN + 9_999))).toContain('read');
    expect(keys(known(BEGIN, [], BEGIN + 10_000))).toEqual([`board:${key}`]);
  });

  it('posts to the thread beside a message that cannot be edited', () => {
    const message = { channel: 'C0ALL', ts: '1.1' };
    const outbox = { [`board:${key}`]: { fixed: true as const, message } };
    expect(planned(known(BEGIN, [], BEGIN + MINUTE), outbox)).toMatchObject([
      { key: `board:${key}`, after: [], from: 0 },
      { key: `board-news:${key}`, effect: { type: 'showBoard', thread: message }, from: 0 },
    ]);
  });

  it('is empty if the policy has no such board and none was posted', () => {
    expect(planned(known(BEGIN), {}, rules())).toEqual([]);
  });
});
