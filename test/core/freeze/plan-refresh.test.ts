import { expect, it } from 'vitest';
import { planTransitionRefresh } from '../../../lib/core/freeze/plan-refresh.ts';
import type { PipelineTransitions } from '../../../lib/core/freeze/transitions.ts';
import type { Intent } from '../../../lib/core/model/intent.ts';
import type { Outbox } from '../../../lib/core/model/outbox.ts';
import type { FreezeDecision } from '../../../lib/core/model/policy-port.ts';
import { rules } from '../../kit/rules.ts';

/** The times at which the transitions of a pipeline are read. */

const MINUTE = 60_000;
const NOW = 1_000 * MINUTE;
const ref = { account: '123456789012', region: 'eu-central-1', pipeline: 'shop-prod' };
const move = { key: 'gate:Deploy' } as Intent;

interface Case {
  seen?: number;
  gone?: true;
  done?: number;
  /** Instants at which the decision of a freeze changes. */
  edges?: number[];
  isWatched?: boolean;
  readsTags?: boolean;
  moves?: Intent[];
  outbox?: Outbox;
}

function planned({
  seen,
  gone,
  done,
  edges = [],
  isWatched = false,
  readsTags = false,
  moves = [],
  outbox = {},
}: Case) {
  const gates: PipelineTransitions = {
    ref,
    ...(seen === undefined ? {} : { survey: [seen, { mode: 'QUEUED', version: '4', gates: [], gone }] }),
  };
  const decisions = edges.map((next) => ({ next }) as FreezeDecision);
  return planTransitionRefresh(
    {
      gates,
      rules: { ...rules(), readsTags },
      outbox: { ...outbox, ...(done ? { survey: { doneAt: done } } : {}) },
      now: NOW,
    },
    { isWatched, decisions, moves },
  );
}

it.each<[string, Case, number | undefined]>([
  ['never without a freeze', {}, undefined],
  ['two minutes before a freeze begins', { edges: [NOW + 60 * MINUTE] }, NOW + 58 * MINUTE],
  ['before the first of two edges', { edges: [NOW + 60 * MINUTE, NOW + 30 * MINUTE] }, NOW + 28 * MINUTE],
  ['at once in a freeze, if they were never read', { isWatched: true }, 0],
  ['every five minutes in a freeze', { isWatched: true, seen: NOW - MINUTE }, NOW + 4 * MINUTE],
  ['five minutes after the last attempt', { isWatched: true, seen: NOW - 9 * MINUTE, done: NOW }, NOW + 5 * MINUTE],
  ['before the end of a freeze', { isWatched: true, seen: NOW, edges: [NOW + 4 * MINUTE] }, NOW + 2 * MINUTE],
  ['not twice for one edge', { seen: NOW - MINUTE, edges: [NOW + MINUTE] }, undefined],
  ['a millisecond before that edge', { seen: NOW - MINUTE - 1, edges: [NOW + MINUTE] }, NOW - MINUTE],
  ['not at all if a transition is moved now', { isWatched: true, moves: [move] }, undefined],
  [
    'not if a transition is moved within ten seconds',
    { isWatched: true, moves: [move], outbox: { 'gate:Deploy': { notBefore: NOW + 10_000 } } },
    undefined,
  ],
  [
    'if it is moved later than that',
    { isWatched: true, moves: [move], outbox: { 'gate:Deploy': { notBefore: NOW + 10_001 } } },
    0,
  ],
  ['also before a transition moves, if the tags are unknown', { isWatched: true, readsTags: true, moves: [move] }, 0],
  ['a minute after the pipeline disappeared', { isWatched: true, gone: true, seen: NOW - MINUTE }, 0],
  ['not earlier if the pipeline disappeared', { isWatched: true, gone: true, seen: NOW - MINUTE + 1 }, undefined],
  ['at the edge, if the pipeline disappeared', { gone: true, seen: NOW - 5 * MINUTE, edges: [NOW + 2 * MINUTE] }, 0],
  [
    'not before the edge, if the pipeline disappeared',
    { gone: true, seen: NOW - 5 * MINUTE, edges: [NOW + 2 * MINUTE + 1] },
    undefined,
  ],
])('transitions are read %s', (_, known, from) => {
  expect(planned(known)[0]?.from).toBe(from);
});

it('the effect has the known structure and the reason', () => {
  expect(planned({ isWatched: true, seen: NOW })[0]).toMatchObject({
    key: 'survey',
    kind: 'again',
    effect: { pipeline: ref, tags: false, known: { mode: 'QUEUED', version: '4' }, stagesOnly: undefined },
    because: 'Disabled transitions are watched.',
    after: [],
  });
  expect(planned({ isWatched: true, readsTags: true })[0]).toMatchObject({
    effect: { tags: true, known: undefined, stagesOnly: true },
  });
  expect(planned({ edges: [NOW + 60 * MINUTE] })[0]).toMatchObject({
    effect: { known: undefined, stagesOnly: undefined },
    because: 'A freeze is about to start or to end.',
  });
});
