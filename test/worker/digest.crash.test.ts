import { describe, expect, it } from 'vitest';
import { createDigestWorld } from '../core/digest/digest-world.ts';
import { sampled } from '../kit/draws.ts';
import { actionEvent, pipelineEvent, stageEvent } from '../kit/events.ts';
import { type Death, dying } from './dying.ts';

/** A worker dies at each load, save, report and post in turn, before the step, or after it and before the worker
 *  has its result. The queue delivers its message again. */

const MINUTE = 60_000;
const BEGIN = Date.parse('2026-11-19T10:00:00Z');
const MONDAY = Date.parse('2026-11-23T08:00:00Z');

function eventsOf(executionId: string, start: number, state: 'SUCCEEDED' | 'FAILED') {
  const at = (minutes: number) => new Date(start + minutes * MINUTE).toISOString().replace('.000', '');
  const fields = (minutes: number) => ({ pipeline: 'shop-api', executionId, at: at(minutes) });
  return [
    [pipelineEvent('STARTED', fields(0)), stageEvent('Prod', 'STARTED', fields(0))],
    [
      actionEvent('Prod/roll', state, { ...fields(5), provider: 'CodeDeploy' }),
      stageEvent('Prod', state, fields(5)),
      pipelineEvent(state, fields(5)),
    ],
  ].map((events, index) => ({ events, at: start + index * 5 * MINUTE + 1_000 }));
}

async function play(kill: Death) {
  const worker = dying(kill);
  const world = createDigestWorld(BEGIN, worker.through);
  world.work = async (work) => {
    // The queue gives the message to another worker.
    if (!(await worker.lived(work))) await worker.lived(work);
  };
  const all = [...eventsOf('a', BEGIN, 'FAILED'), ...eventsOf('b', BEGIN + 60 * MINUTE, 'SUCCEEDED')];
  for (const { events, at } of all) for (const event of events) world.send(event, at);
  await world.until(MONDAY + 10 * MINUTE);
  return { world, steps: worker.steps() };
}

describe('a digest, with a worker that dies at each step in turn', () => {
  it('is posted once, with all executions counted', async () => {
    const { world: whole, steps } = await play({ step: -1, when: 'before' });
    expect(steps).toBeGreaterThan(20);
    expect(whole.posts.map(({ at }) => at)).toEqual([MONDAY]);
    expect(whole.posts[0]?.content.figures).toMatchObject({ executions: 2, changes: 2, failed: 1, deployed: 1 });
    for (const dies of sampled(steps)) {
      for (const when of ['before', 'after'] as const) {
        const { world } = await play({ step: dies, when });
        const where = `${when} step ${dies}`;
        expect(world.posts, where).toHaveLength(1);
        expect(world.posts[0]?.content.figures, where).toEqual(whole.posts[0]?.content.figures);
        expect(world.posts[0]?.at, where).toBeLessThanOrEqual(MONDAY + 2 * MINUTE);
      }
    }
  });
});
