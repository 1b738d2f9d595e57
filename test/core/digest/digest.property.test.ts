import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PostDigest } from '../../../lib/core/model/effect.ts';
import { parseMessage } from '../../../lib/inbox/parse-message.ts';
import { long } from '../../kit/draws.ts';
import { createDigestWorld } from './digest-world.ts';
import { drawnExecutions, type Note, noted } from './drawn.ts';
import { reached } from './reached.ts';

/** Computes every figure of every digest again, from notes of the same executions. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
/** A Monday, nine o'clock in Berlin. The clock changes on the Sunday after. */
const START = Date.parse('2026-10-19T07:00:00Z');
const MONDAYS = ['2026-10-26T08:00:00Z', '2026-11-02T08:00:00Z', '2026-11-09T08:00:00Z'].map((at) => Date.parse(at));
const LAG = 2 * MINUTE;

const median = (values: number[]) => {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  if (sorted.length === 0) return undefined;
  return sorted.length % 2 ? sorted[Math.floor(half)] : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
};

/** The correct counts for `[from, until)`. */
function counted(notes: Note[], from: number, until: number) {
  const isIn = (at: number | undefined) => at !== undefined && at >= from && at < until;
  const endAfter = ({ ends }: Note, at: number) => ends.find((end) => end.at >= at)?.at;
  const last = ({ ends }: Note) => ends.at(-1);
  const failed = notes.filter(({ ends }) => ends[0]?.state === 'FAILED');
  const succeeded = notes.filter((one) => last(one)?.state === 'SUCCEEDED' && (last(one)?.at ?? 0) < until);
  const failedHere = failed.filter(({ ends }) => isIn(ends[0]?.at)).length;
  const flawless = succeeded.filter((one) => !failed.includes(one) && isIn(last(one)?.at)).length;
  const deployments = notes.flatMap((one) =>
    one.successes
      .filter(({ stage }) => stage === 'Staging' || stage === 'Prod')
      .map(({ at }) => endAfter(one, at) ?? 0)
      .filter(isIn),
  );
  const failures = notes.flatMap((one) => one.failures.filter(({ at }) => isIn(endAfter(one, at))));
  const restores = succeeded.flatMap((one) => {
    const inLine = notes
      .filter(({ pipeline }) => pipeline === one.pipeline)
      .sort((a, b) => a.began - b.began || (a.id < b.id ? -1 : 1));
    const before = inLine.slice(0, inLine.indexOf(one));
    const since = before.findLastIndex((other) => succeeded.includes(other));
    const series = [...before.slice(since + 1), one].filter((other) => (other.failures[0]?.at ?? until) < until);
    const first = Math.min(...series.flatMap((other) => other.failures[0]?.at ?? []));
    const end = last(one)?.at ?? 0;
    return series.length > 0 && first <= end ? [{ at: end, took: end - first }] : [];
  });
  return {
    executions: notes.filter(({ ends }) => isIn(ends[0]?.at)).length,
    changes: failedHere + flawless,
    failed: failedHere,
    deployed: deployments.length,
    rollbacks: 0,
    classes: failures.length > 0 ? [['unknown', failures.length]] : [],
    lead: median(succeeded.filter((one) => isIn(last(one)?.at)).map((one) => (last(one)?.at ?? 0) - one.began)),
    restore: median(restores.filter(({ at }) => isIn(at)).map(({ took }) => took)),
  };
}

function flaky(notes: Note[], from: number, until: number) {
  const all = new Map<string, { times: number; cost: number }>();
  for (const { pipeline, failures, successes, ends } of notes) {
    const actions = new Set(failures.map(({ stage, action }) => `${stage} ${action}`));
    for (const name of actions) {
      const passed = successes.find(({ stage, action }) => `${stage} ${action}` === name);
      const end = passed && ends.find(({ at }) => at >= passed.at)?.at;
      if (!passed || end === undefined || end < from || end >= until) continue;
      const first = failures.find(({ stage, action }) => `${stage} ${action}` === name)?.at ?? 0;
      const { times, cost } = all.get(`${pipeline} ${name}`) ?? { times: 0, cost: 0 };
      all.set(`${pipeline} ${name}`, { times: times + 1, cost: cost + passed.at - first });
    }
  }
  return all;
}

function days(notes: Note[], from: number, until: number) {
  const dayOf = (at: number) => new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Berlin' }).format(new Date(at));
  const counts = new Map<string, number>();
  for (let at = from; at < until; at += DAY / 24) counts.set(dayOf(at), 0);
  for (const { successes, ends } of notes) {
    for (const { stage, at } of successes) {
      const end = ends.find((one) => one.at >= at)?.at ?? 0;
      if (stage !== 'Source' && stage !== 'Build' && end >= from && end < until) {
        counts.set(dayOf(end), (counts.get(dayOf(end)) ?? 0) + 1);
      }
    }
  }
  return [...counts.values()];
}

interface Seen {
  posts: number;
  compared: number;
  retried: number;
  restored: number;
  silent: number;
}

describe('a digest of random executions', () => {
  it('shows the correct counts, in any order of the messages', async () => {
    const seen: Seen = { posts: 0, compared: 0, retried: 0, restored: 0, silent: 0 };
    const delays = fc.array(fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 3 }), {
      minLength: 1,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(
        drawnExecutions((21 * DAY) / MINUTE),
        delays,
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 3, maxLength: 9 }),
        async (drawn, queued, late) => {
          const notes = noted(drawn, START + MINUTE);
          const world = createDigestWorld(START);
          world.delays = queued;
          notes.forEach(({ events }, note) => {
            events.forEach(({ at, event }) => {
              const delay = late[(note + at / SECOND) % late.length] ?? 1;
              world.send(event, at + delay * SECOND);
              if (delay % 5 === 0) world.send(event, at + (delay + 1) * SECOND);
            });
          });
          await world.until((MONDAYS.at(-1) ?? 0) + MINUTE);
          const begun = world.row()?.digest?.begun ?? Number.POSITIVE_INFINITY;
          for (const [index, monday] of MONDAYS.entries()) {
            const before = MONDAYS[index - 1] ?? START;
            const posts = world.posts.filter(({ key }) => key === `digest:digest#C0ALL#shops:${monday}`);
            check(
              posts,
              notes,
              { monday, before, oldest: MONDAYS[index - 2] ?? (index === 1 ? START : 0), begun },
              seen,
            );
          }
          expect(new Set(world.posts.map(({ key }) => key)).size).toBe(world.posts.length);
        },
      ),
      { ...long.draws(64), endOnFailure: true },
    );
    reached(seen, long.atLeast(4));
  });
});

function check(
  posts: { at: number; content: PostDigest }[],
  notes: Note[],
  { monday, before, oldest, begun }: Record<'monday' | 'before' | 'oldest' | 'begun', number>,
  seen: Seen,
): void {
  const [from, until] = [before - LAG, monday - LAG];
  const expected = counted(notes, from, until);
  const earlier = oldest > 0 ? counted(notes, oldest - LAG, from) : undefined;
  const isQuiet = expected.executions + expected.deployed + expected.classes.length === 0;
  const wasQuiet = !earlier || earlier.executions + earlier.deployed + earlier.classes.length === 0;
  if (begun >= monday || (isQuiet && wasQuiet)) {
    seen.silent++;
    expect(posts).toEqual([]);
    return;
  }
  const [post] = posts;
  if (!post) throw new Error(`There is no digest on ${new Date(monday).toISOString()}`);
  seen.posts++;
  expect(post.at).toBe(monday);
  const { figures, before: compared, chart } = post.content;
  expect(figures).toEqual(expected);
  if (begun <= oldest - LAG) {
    expect(compared).toEqual(earlier);
    seen.compared++;
  } else expect(compared).toBeUndefined();
  if (expected.restore !== undefined) seen.restored++;
  expect(chart.counts).toEqual(days(notes, from, until));
  const costs = flaky(notes, from, until);
  if (costs.size > 0) seen.retried++;
  const shown = post.content.flaky.map(({ pipeline, stage, action, times, cost }) => {
    return [`${pipeline.pipeline} ${stage} ${action}`, { times, cost }] as const;
  });
  const sorted = [...costs].sort(([, a], [, b]) => b.cost - a.cost);
  expect(shown.map(([, { cost }]) => cost)).toEqual(sorted.slice(0, 3).map(([, { cost }]) => cost));
  for (const [name, one] of shown) expect(costs.get(name)).toEqual(one);
}

it('a report without content is an unknown message', () => {
  expect(parseMessage(JSON.stringify({ signalbox: 'report', key: 'digest#C0ALL#shops' })).type).toBe('unknown');
});
