import { describe, expect, it } from 'vitest';
import { type ActionFact, type Fact, factId, partialExecution } from '../../../lib/core/execution/facts.ts';
import { planRefresh, refreshForButtons, refreshWithAuthors } from '../../../lib/core/execution/plan-refresh.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import type { Outbox } from '../../../lib/core/model/outbox.ts';
import { rules } from '../../kit/rules.ts';

/** When a running execution is read again, though no event asks for it. Instants are in seconds. */

const SECOND = 1_000;
const ref = { account: '1', region: 'eu', pipeline: 'shop', executionId: 'e1' };
const RUN = 'Build/ask@r1';

const started: Fact = { type: 'pipeline', state: 'STARTED', at: 0 };
const stage = (name: string, state: 'STARTED' | 'SUCCEEDED' | 'FAILED', at: number): Fact => ({
  type: 'stage',
  stage: name,
  state,
  at: at * SECOND,
});
const action = (name: string, state: ActionFact['state'], at: number, more: Partial<ActionFact> = {}): ActionFact => ({
  type: 'action',
  stage: 'Build',
  action: name,
  category: 'Build',
  state,
  at: at * SECOND,
  runId: name,
  ...more,
});

interface Case {
  facts: Fact[];
  expiresAt?: number;
  lastLook?: number;
}

function contextOf({ facts, expiresAt, lastLook }: Case) {
  const request = {
    runId: 'r1',
    changes: [],
    changesInAll: 0,
    authors: [],
    behind: [],
    expiresAt: (expiresAt ?? 0) * SECOND,
  };
  const execution = {
    ...partialExecution(ref, {
      about: { stages: ['Build', 'Deploy'] },
      ...(expiresAt === undefined ? {} : { approvals: { requests: { [RUN]: [1, request] } } }),
    }),
    facts: Object.fromEntries(facts.map((fact) => [factId(fact), fact])),
  };
  const outbox: Outbox = lastLook === undefined ? {} : { recount: { doneAt: lastLook * SECOND } };
  return { execution, summary: summarize(execution), rules: rules(), outbox, now: 0 };
}

function next(one: Case): [from: number, because: string] | undefined {
  const found = planRefresh(contextOf(one)).intents.find(({ key }) => key === 'recount');
  expect(found?.kind).toBe('again');
  return found && [found.from / SECOND, found.because];
}

const QUIET = 'No event arrived for too long.';
const works = [started, stage('Build', 'STARTED', 1), action('compile', 'STARTED', 2)];
const asks = [
  started,
  stage('Build', 'STARTED', 1),
  action('ask', 'STARTED', 2, { category: 'Approval', runId: 'r1' }),
];
const idle = [started, stage('Build', 'STARTED', 1), action('compile', 'SUCCEEDED', 5)];
const between = [
  started,
  stage('Build', 'STARTED', 1),
  action('compile', 'SUCCEEDED', 5),
  stage('Build', 'SUCCEEDED', 6),
];

describe('a running execution is read', () => {
  it.each<[string, Case, from: number, because: string]>([
    ['ten minutes after its newest fact', { facts: works }, 602, QUIET],
    ['ten minutes after the last read', { facts: works, lastLook: 60 }, 660, QUIET],
    ['soon if its start is unknown', { facts: works.slice(1) }, 32, 'The event of the start is missing.'],
    [
      'when the next stage should have started',
      { facts: between },
      21,
      'The next stage has not started. CodePipeline shows the reason.',
    ],
    [
      'when nothing runs in its stage',
      { facts: idle },
      20,
      'A stage has started and none of its actions runs. CodePipeline shows the reason.',
    ],
    [
      'once more when a read is as old as the newest fact',
      { facts: between, lastLook: 6 },
      21,
      'The next stage has not started. CodePipeline shows the reason.',
    ],
    ['not again for what a read has shown', { facts: between, lastLook: 7 }, 607, QUIET],
    ['a minute after an approval expired', { facts: asks, expiresAt: 100 }, 160, QUIET],
    ['not again after the read at its expiry', { facts: asks, expiresAt: 100, lastLook: 160 }, 760, QUIET],
    ['at its expiry though it was read before', { facts: asks, expiresAt: 100, lastLook: 30 }, 160, QUIET],
    ['when an action starts after an approval', { facts: [...asks, action('compile', 'STARTED', 9)] }, 9, QUIET],
    [
      'not when one ends after it',
      { facts: [action('lint', 'STARTED', 1), ...asks, action('lint', 'SUCCEEDED', 9)] },
      609,
      QUIET,
    ],
  ])('%s', (_, one, from, because) => {
    expect(next(one)).toEqual([from, because]);
  });
});

it('a decision that needs the authors reads them once, at once', () => {
  expect(refreshWithAuthors(contextOf({ facts: works }), 'authors', 'A lock asks.')).toMatchObject({
    key: 'authors',
    kind: 'once',
    because: 'A lock asks.',
    from: 0,
    effect: { type: 'refreshExecution', execution: ref, authors: true, newest: 2 * SECOND },
  });
});

it('a failure with buttons is read five minutes after its end, again and again', () => {
  const failed = [
    ...between.slice(0, 3),
    stage('Build', 'FAILED', 6),
    { ...started, state: 'FAILED', at: 7_000 } as Fact,
  ];
  const context = contextOf({ facts: failed });
  const read = (doneAt?: number) => refreshForButtons({ ...context, outbox: { 'recount:after': { doneAt } } });
  expect(read()).toMatchObject({ key: 'recount:after', kind: 'again', from: 307_000 });
  expect(read(307_000)).toMatchObject({ kind: 'again', from: 607_000 });
});
