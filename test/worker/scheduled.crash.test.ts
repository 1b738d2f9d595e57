import { describe, expect, it } from 'vitest';
import type { Command } from '../../lib/core/command/types.ts';
import { createReleases } from '../core/scheduled/releases.ts';
import { sampled } from '../kit/draws.ts';

/** A worker dies at each load, save and effect in turn, before the step or after it and before the worker
 *  has its result. The queue delivers the message again, and the sweep sends the row when it is due. */

const MINUTE = 60_000;
const BEGIN = Date.UTC(2026, 10, 22, 10);
const START = BEGIN + 4 * MINUTE;
const DUE = START + 10 * MINUTE;
const END = DUE + 20 * MINUTE;

type Event = [at: number, user: string, command: (id: string) => Command];

const release: Event = [START, 'U0ANN', () => ({ type: 'schedule', release: { pipeline: 'shop' }, at: DUE })];
const freeze = (until: number): Command => ({ type: 'freeze', pipelines: ['shop'], until, reason: 'audit' });
const held: Event = [DUE - 4 * MINUTE, 'U0RAVI', () => freeze(DUE + MINUTE)];
const frozen: Event = [BEGIN, 'U0RAVI', () => freeze(START + 5 * MINUTE)];
const unfrozen: Event = [START, 'U0ANN', () => ({ type: 'schedule', release: { pipeline: 'shop' } })];
const cancelled: Event = [DUE, 'U0RAVI', (id) => ({ type: 'cancel', what: id })];

async function play(events: Event[], kill: { step: number; when: 'before' | 'after' }) {
  let step = 0;
  let die = () => {};
  const shop = createReleases(BEGIN, async (go) => {
    const mine = step++;
    if (mine === kill.step && kill.when === 'before') return death();
    const value = await go();
    return mine === kill.step ? death() : value;
  });
  const death = () => {
    die();
    return new Promise<never>(() => {});
  };
  /** @returns whether the worker lived */
  const worked = (work: () => Promise<void>) => {
    const died = new Promise<boolean>((done) => {
      die = () => done(false);
    });
    return Promise.race([work().then(() => true), died]);
  };
  const ticksUntil = async (instant: number) => {
    for (let tick = 0; tick < 300 && (shop.dueAt() ?? END) < instant; tick++) {
      shop.now = Math.max(shop.now, shop.dueAt() ?? 0);
      await worked(() => shop.take([{ type: 'tick' }]));
    }
    shop.now = instant;
  };
  for (const [index, [at, user, command]] of events.entries()) {
    await ticksUntil(at);
    const send = () => shop.sendCommand(user, command(shop.scheduled()), `m${index}`);
    if (!(await worked(send))) await worked(send);
  }
  await ticksUntil(END);
  return { shop, steps: step };
}

const inTheEnd = (posts: string[], what: string) => new Set(posts.filter((post) => post.includes(what))).size;

describe.each<[string, Event[]]>([
  ['at its time', [release]],
  ['held by a freeze', [release, held]],
  ['when the freeze ends', [frozen, unfrozen]],
])('a release %s, with a worker that dies at each step in turn', (_, events) => {
  it('starts one execution, and each channel gets one report', async () => {
    const { steps } = await play(events, { step: -1, when: 'before' });
    expect(steps).toBeGreaterThan(15);
    for (const dies of sampled(steps)) {
      for (const when of ['before', 'after'] as const) {
        const { shop } = await play(events, { step: dies, when });
        const where = `${when} step ${dies}`;
        expect(shop.started, where).toHaveLength(1);
        expect(inTheEnd(shop.posts, 'Released shop'), where).toBe(2);
        expect(inTheEnd(shop.posts, 'did not start'), where).toBe(0);
        expect(
          [...shop.journal.values()].filter((one) => one.decision === 'release'),
          where,
        ).toHaveLength(1);
        expect(new Set(shop.notices.map(({ starter }) => starter.id)).size, where).toBe(1);
      }
    }
  });
});

describe('a release that is cancelled at its time, with a worker that dies at each step in turn', () => {
  it('either starts or is cancelled, and the channels get the correct report', async () => {
    const events = [release, cancelled];
    const { steps } = await play(events, { step: -1, when: 'before' });
    const ends = new Set<string>();
    for (const dies of sampled(steps)) {
      for (const when of ['before', 'after'] as const) {
        const { shop } = await play(events, { step: dies, when });
        const isCancelled = inTheEnd(shop.posts, 'cancelled the scheduled') > 0;
        expect(shop.started, `${when} step ${dies}`).toHaveLength(isCancelled ? 0 : 1);
        expect(inTheEnd(shop.posts, 'Released shop') > 0, `${when} step ${dies}`).toBe(!isCancelled);
        ends.add(isCancelled ? 'cancelled' : 'started');
      }
    }
    expect(ends).toContain('cancelled');
  });
});
