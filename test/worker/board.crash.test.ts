import { describe, expect, it } from 'vitest';
import { createBoardWorld } from '../core/where/board-world.ts';
import { sampled } from '../kit/draws.ts';
import { type Death, dying } from './dying.ts';

/** A worker dies at each load, save, read and message in turn, before the step, or after it and before the
 *  worker has its result. Each queue message is duplicate. */

const MINUTE = 60_000;
const BEGIN = Date.UTC(2026, 10, 23, 10);
const END = BEGIN + 20 * MINUTE;

async function play(kill: Death) {
  const worker = dying(kill);
  const board = createBoardWorld(BEGIN, worker.through);
  const ticksUntil = async (instant: number) => {
    for (let tick = 0; tick < 300 && (board.dueAt() ?? END) < instant; tick++) {
      board.now = Math.max(board.now, board.dueAt() ?? 0);
      await worker.lived(board.tick);
    }
    board.now = instant;
  };
  const deliver = async (handle: () => Promise<void>) => {
    if (!(await worker.lived(handle))) await worker.lived(handle);
    await worker.lived(handle);
  };
  board.truth.set('shop-api', { Staging: 'aaaaaaa1', Prod: 'aaaaaaa1' });
  board.truth.set('shop-web', { Prod: 'ccccccc1' });
  await deliver(board.tick);
  await ticksUntil(BEGIN + 3 * MINUTE);
  await deliver(() => board.deploy('shop-api', { Staging: 'bbbbbbb2', Prod: 'aaaaaaa1' }));
  await ticksUntil(BEGIN + 3.5 * MINUTE);
  await deliver(() => board.deploy('shop-api', { Staging: 'bbbbbbb2', Prod: 'bbbbbbb2' }));
  await ticksUntil(END);
  return { board, steps: worker.steps() };
}

describe('a board, with a worker that dies at each step in turn', () => {
  it('stays one message, which shows the final state', async () => {
    const { steps } = await play({ step: -1, when: 'before' });
    expect(steps).toBeGreaterThan(20);
    for (const dies of sampled(steps)) {
      for (const when of ['before', 'after'] as const) {
        const { board } = await play({ step: dies, when });
        const where = `${when} step ${dies}`;
        expect(board.messages, where).toHaveLength(1);
        expect(board.shown(), where).toMatch(/bbbbbbb[\s\S]*bbbbbbb/);
        expect(board.shown(), where).not.toContain('aaaaaaa');
        expect(board.shown(), where).toContain('ccccccc');
        const dead = new Set(board.reads.map(({ at }) => Math.floor(at / MINUTE)));
        expect(board.reads.length - dead.size, where).toBeLessThanOrEqual(1);
        expect(board.dueAt(), where).toBeUndefined();
      }
    }
  });
});
