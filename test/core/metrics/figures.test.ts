import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import {
  absorb,
  type Execution,
  type ExecutionDetails,
  executionKey,
  partialExecution,
} from '../../../lib/core/execution/facts.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import { approvalWait, failedAt, frozenTime } from '../../../lib/core/metrics/figures.ts';
import type { Effect, EmitMetrics } from '../../../lib/core/model/effect.ts';
import type { Input } from '../../../lib/core/model/input.ts';
import type { PolicyPort } from '../../../lib/core/model/policy-port.ts';
import { emptyRow, type Row } from '../../../lib/core/model/row.ts';
import { step } from '../../../lib/core/step.ts';
import { draws, long } from '../../kit/draws.ts';
import { actionEvent, pipelineEvent, stageEvent } from '../../kit/events.ts';
import { rules } from '../../kit/rules.ts';
import { runs } from '../../kit/runs.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 10, 22, 10);

/** The n-th second of a run. */
function at(second: number): { at: string } {
  return { at: new Date(START + second * SECOND).toISOString().replace('.000', '') };
}

const executionOf = (event: object) => readEvent(event) as Execution;
const truthOf = (events: object[]) =>
  events.map(executionOf).reduce<Execution | undefined>(absorb, undefined) as Execution;

/** An execution that receives some of these events. A refresh reads all events up to then. */
function execution(
  truth: { time: string }[],
  { about = {}, asked = rules() }: { about?: ExecutionDetails; asked?: PolicyPort } = {},
) {
  const { ref } = truthOf(truth);
  let row: Row = emptyRow(executionKey(ref));
  let claims = 0;
  const measured: EmitMetrics[] = [];
  const office = {
    now: START + HOUR,
    measured,
    /** A worker dies before it emits a metric, or after that, before it reports the outcome. */
    dies: false as false | 'before' | 'after',
    /** Reads return nothing. */
    blind: false,
    receive(...events: object[]) {
      office.take(...events.map((event): Input => ({ type: 'seen', execution: executionOf(event) })));
    },
    take(...inputs: Input[]) {
      for (let pending = inputs, round = 0; pending.length > 0; round++) {
        if (round > 20) throw new Error('It does not come to rest');
        const next = step(row, pending, asked, office.now, `claim ${claims++}`);
        row = { ...next.row, version: row.version + 1 };
        pending = next.effects.flatMap((effect) => (effect.type === 'wake' ? [] : done(effect)));
      }
    },
    /** The emitted figures, by key. */
    figures: () => Object.fromEntries(measured.map(({ key, figures }) => [key.slice('measure:'.length), figures])),
    sum: (figure: keyof EmitMetrics['figures']) =>
      measured.reduce((sum, { figures }) => sum + (figures[figure] ?? 0), 0),
  };
  function done(effect: Exclude<Effect, { type: 'wake' }>): Input[] {
    const { type, key, claim, digest } = effect;
    if (type === 'measure') {
      if (office.dies !== 'before') measured.push(effect);
      if (office.dies) return [];
    }
    const message = type === 'show' ? { message: { channel: effect.channel, ts: '1.1' } } : {};
    const happened = truthOf(truth.filter(({ time }) => Date.parse(time) <= office.now));
    const recounted = { ...happened, about: { ...happened.about, ...about } };
    return [
      ...(type === 'refreshExecution' && !office.blind ? [{ type: 'seen', execution: recounted } as const] : []),
      { type: 'outcome', key, claim, result: { done: true, digest, ...message } },
    ];
  }
  return office;
}

function played(events: { time: string }[], more: Parameters<typeof execution>[1] = {}) {
  const office = execution(events, more);
  office.receive(...events);
  return office;
}

const source = { provider: 'CodeStarSourceConnection' };
const manual = { provider: 'Manual' };
const untilApproval = [
  pipelineEvent('STARTED', at(0)),
  stageEvent('Source', 'STARTED', at(0)),
  actionEvent('Source/Checkout', 'STARTED', { ...at(0), ...source }),
  actionEvent('Source/Checkout', 'SUCCEEDED', { ...at(5), ...source }),
  stageEvent('Source', 'SUCCEEDED', at(5)),
  stageEvent('Ask', 'STARTED', at(5)),
  actionEvent('Ask/approve', 'STARTED', { ...at(5), ...manual }),
];
const approved = [
  ...untilApproval,
  actionEvent('Ask/approve', 'SUCCEEDED', { ...at(605), ...manual }),
  stageEvent('Ask', 'SUCCEEDED', at(605)),
  pipelineEvent('SUCCEEDED', at(610)),
];
const rejected = [
  ...untilApproval,
  actionEvent('Ask/approve', 'FAILED', { ...at(65), ...manual, summary: 'Not today' }),
  stageEvent('Ask', 'FAILED', at(65)),
  pipelineEvent('FAILED', at(65)),
];
const failed = runs.failedThenGreen.slice(0, 8);

describe('an execution', () => {
  it.each([
    ['from its commit', { App: START - HOUR }, HOUR + 90 * SECOND],
    ['from the newest commit of its sources', { App: START - DAY, Config: START - HOUR }, HOUR + 90 * SECOND],
    ['not from a commit after the success', { App: START + DAY }, undefined],
    ['from a commit at the time of the success', { App: START + 90 * SECOND }, 0],
  ])('has a commit lead time %s', (_, committed, took) => {
    const { figures } = played(runs.green, { about: { committed } });
    expect(figures()['went-well']).toEqual({
      LeadTime: 90 * SECOND,
      ...(took === undefined ? {} : { CommitLeadTime: took }),
    });
  });

  it('has no commit lead time if it is a rollback', () => {
    const about = { executionType: 'ROLLBACK', rollbackOf: 'e0', committed: { App: START - HOUR } };
    expect(played(runs.green, { about }).figures()['went-well'] ?? {}).not.toHaveProperty('CommitLeadTime');
  });

  it('is a deployment if it succeeded, with a lead time from its start', () => {
    const { measured, figures } = played(runs.green);
    expect(figures()).toEqual({
      ended: { Deployments: 1, DeploymentsFailed: 0 },
      'went-well': { LeadTime: 90 * SECOND },
    });
    expect(measured.map((one) => one.at)).toEqual([START + 90 * SECOND, START + 90 * SECOND]);
  });

  it('is a failed deployment as soon as it fails', () => {
    const { measured, figures } = played(failed);
    expect(figures()).toEqual({ ended: { Deployments: 1, DeploymentsFailed: 1 } });
    expect(measured).toMatchObject([{ at: START + 30 * SECOND }]);
  });

  it('is one failed and restored deployment if its retry succeeds', () => {
    const office = execution(runs.failedThenGreen);
    office.receive(...failed);
    office.receive(...runs.failedThenGreen.slice(8));
    expect(office.figures()).toEqual({
      ended: { Deployments: 1, DeploymentsFailed: 1 },
      'retry@2': { Retries: 1 },
      'went-well': { LeadTime: 95 * SECOND, TimeToRestore: 65 * SECOND, Flaky: 1 },
    });
  });

  it('has a time to restore since the first failure of the series', () => {
    const { figures } = played(runs.green, { about: { before: [START, 3, START - DAY] } });
    expect(figures()['went-well']).toEqual({ LeadTime: 90 * SECOND, TimeToRestore: DAY + 90 * SECOND });
  });

  it.each(['STOPPED', 'SUPERSEDED', 'CANCELED'])('is no deployment if it was %s', (state) => {
    expect(played([...runs.green.slice(0, 5), pipelineEvent(state, at(6))]).measured).toEqual([]);
  });

  it('is no deployment if it was stopped after a failed action', () => {
    const stopped = [
      ...failed.slice(0, 6),
      stageEvent('Build', 'STOPPED', at(31)),
      pipelineEvent('STOPPED', at(31), { 'stop-execution': {} }),
    ];
    expect(played(stopped).measured).toEqual([]);
  });

  it('is no deployment after a rejection, but has an approval wait', () => {
    expect(played(rejected).figures()).toEqual({
      'approval:Ask/approve@Ask/approve#1': { ApprovalWait: MINUTE },
    });
  });

  it('has an approval wait as soon as it is approved, and counts no failure', () => {
    const waited = { 'approval:Ask/approve@Ask/approve#1': { ApprovalWait: 10 * MINUTE } };
    const office = execution(approved);
    office.now = START + 604 * SECOND;
    office.receive(...untilApproval);
    office.now += SECOND;
    office.receive(...approved.slice(7, 8));
    expect(office.figures()).toEqual(waited);
    office.now += 5 * SECOND;
    office.receive(...approved.slice(8));
    expect(office.figures()).toEqual({
      ...waited,
      ended: { Deployments: 1, DeploymentsFailed: 0 },
      'went-well': { LeadTime: 610 * SECOND },
    });
  });

  it("has an approval wait only after AWS confirms Signalbox's answer", () => {
    const office = execution(approved);
    office.now = START + 500 * SECOND;
    office.receive(...untilApproval);
    const answer = { decision: 'approve', by: ['U0ANN'], summary: 'Fine', policy: 'test' } as const;
    const answers: NonNullable<Execution['approvals']>['answers'] = {
      'Ask/approve@Ask/approve#1': [START + 450 * SECOND, { ...answer, by: [...answer.by] }],
    };
    office.take({
      type: 'seen',
      execution: partialExecution(truthOf(untilApproval).ref, { approvals: { answers } }),
    });
    expect(office.figures()).toEqual({});
    office.now = START + 605 * SECOND;
    office.receive(...approved.slice(7, 8));
    expect(office.sum('ApprovalWait')).toBe(10 * MINUTE);
  });

  it('has an approval wait from the end event alone', () => {
    const end = { stage: 'Ask', action: 'approve', at: START + MINUTE } as const;
    const known = partialExecution(truthOf(untilApproval).ref, {
      facts: [{ ...end, type: 'action', state: 'SUCCEEDED', category: 'Approval', runId: 'r1', startedAt: START }],
    });
    const decided = { ...end, run: 'Ask/approve@r1', outcome: 'approved', isFinal: true } as const;
    expect(approvalWait(known, decided)).toBe(MINUTE);
    expect(approvalWait(known, { ...decided, run: 'Ask/approve@r2' })).toBeUndefined();
  });

  it('has an approval wait of its own approval, also among actions without ids', () => {
    const own = { type: 'action', stage: 'Ask', action: 'approve', state: 'SUCCEEDED', at: START + MINUTE } as const;
    const known = partialExecution(truthOf(untilApproval).ref, {
      facts: [
        { ...own, startedAt: START },
        { ...own, action: 'look', startedAt: START - HOUR },
        { ...own, stage: 'Test', startedAt: START - HOUR },
      ],
    });
    const decided = { stage: 'Ask', action: 'approve', at: own.at, outcome: 'approved', isFinal: true } as const;
    expect(approvalWait(known, { ...decided, run: `Ask/approve@${own.at}` })).toBe(MINUTE);
  });

  it('failed where a stage failed on its own, beside a rejection in another stage', () => {
    const gate = stageEvent('Gate', 'FAILED', at(64));
    expect(failedAt(truthOf(rejected))).toBeUndefined();
    expect(failedAt(truthOf([...rejected, gate]))).toBe(START + 64 * SECOND);
  });

  it('has no approval wait if the end of the approval is unknown', () => {
    const office = execution(approved);
    office.blind = true;
    office.receive(...untilApproval, ...approved.slice(-1));
    expect(office.figures()).toEqual({
      ended: { Deployments: 1, DeploymentsFailed: 0 },
      'went-well': { LeadTime: 610 * SECOND },
    });
  });

  it('is no failed deployment if it was first rejected and then approved', () => {
    const again = [
      ...rejected,
      pipelineEvent('RESUMED', { ...at(100), attempt: 2 }),
      stageEvent('Ask', 'RESUMED', { ...at(100), attempt: 2 }),
      actionEvent('Ask/approve', 'STARTED', { ...at(100), ...manual, attempt: 2 }),
      actionEvent('Ask/approve', 'SUCCEEDED', { ...at(130), ...manual, attempt: 2 }),
      stageEvent('Ask', 'SUCCEEDED', { ...at(130), attempt: 2 }),
      pipelineEvent('SUCCEEDED', { ...at(130), attempt: 2 }),
    ];
    expect(played(again).figures()).toEqual({
      'approval:Ask/approve@Ask/approve#1': { ApprovalWait: MINUTE },
      'approval:Ask/approve@Ask/approve#2': { ApprovalWait: 30 * SECOND },
      'retry@2': { Retries: 1 },
      ended: { Deployments: 1, DeploymentsFailed: 0 },
      'went-well': { LeadTime: 130 * SECOND },
    });
  });

  it('is a failed deployment after a failed stage condition, without a failed action', () => {
    const condition = [
      ...runs.green.slice(0, 8),
      stageEvent('Build', 'FAILED', at(91)),
      pipelineEvent('FAILED', at(91)),
    ];
    expect(played(condition).figures()).toEqual({ ended: { Deployments: 1, DeploymentsFailed: 1 } });
  });

  it('has no figures if its approval expired', () => {
    const office = execution(rejected);
    office.now = START + 10 * SECOND;
    office.receive(...untilApproval);
    const requests = {
      'Ask/approve@Ask/approve#1': [
        START,
        {
          runId: 'Ask/approve#1',
          expiresAt: START + 65 * SECOND,
          changes: [],
          changesInAll: 0,
          authors: [],
          behind: [],
        },
      ],
    } as NonNullable<Execution['approvals']>['requests'];
    office.take({
      type: 'seen',
      execution: partialExecution(truthOf(untilApproval).ref, { approvals: { requests } }),
    });
    office.now += MINUTE;
    office.receive(...rejected.slice(7));
    expect(office.measured).toEqual([]);
  });

  it('is no deployment if it is a rollback, but may restore', () => {
    const about = {
      executionType: 'ROLLBACK',
      rollbackOf: 'b1',
      before: [START, 1, START - HOUR],
    } satisfies ExecutionDetails;
    expect(played(runs.green, { about }).figures()).toEqual({ 'went-well': { TimeToRestore: HOUR + 90 * SECOND } });
  });

  it('is not counted if no route matches its pipeline', () => {
    const asked = rules('version: 1\nscopes: { a: { pipelines: [search] } }\nroutes: [{ scope: a, channel: C0OTHER }]');
    expect(played(runs.green, { asked }).measured).toEqual([]);
  });

  it('counts at most 50 retries', () => {
    const events = [...failed, pipelineEvent('RESUMED', { ...at(60), attempt: 1e9 })];
    expect(played(events).sum('Retries')).toBe(50);
  });

  it('counts two retries for a third attempt, even if the event of the second is lost', () => {
    const events = [...failed, pipelineEvent('RESUMED', { ...at(60), attempt: 3 })];
    expect(played(events).figures()).toMatchObject({ 'retry@2': { Retries: 1 }, 'retry@3': { Retries: 1 } });
  });
});

describe('the count', () => {
  const all = [...runs.failedThenGreen.slice(0, 17), ...asked(96)];

  /** An approval at the end. */
  function asked(second: number) {
    const retried = { attempt: 2 };
    return [
      stageEvent('Ask', 'STARTED', { ...at(second), ...retried }),
      actionEvent('Ask/approve', 'STARTED', { ...at(second), ...manual, ...retried }),
      actionEvent('Ask/approve', 'SUCCEEDED', { ...at(second + 60), ...manual, ...retried }),
      stageEvent('Ask', 'SUCCEEDED', { ...at(second + 60), ...retried }),
      pipelineEvent('SUCCEEDED', { ...at(second + 60), ...retried }),
    ];
  }

  const whole = {
    ended: { Deployments: 1, DeploymentsFailed: 1 },
    'retry@2': { Retries: 1 },
    'approval:Ask/approve@Ask/approve#2': { ApprovalWait: MINUTE },
    'went-well': { LeadTime: 156 * SECOND, TimeToRestore: 126 * SECOND, Flaky: 1 },
  };

  it('is the same for events in any order and for duplicate events', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(all, { minLength: all.length }),
        fc.array(fc.constantFrom(...all), { maxLength: 20 }),
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 45, maxLength: 45 }),
        (once, again, sizes) => {
          const office = execution(all);
          const events = [...once, ...again];
          for (const size of sizes) {
            office.now += MINUTE;
            office.receive(...events.splice(0, size));
            if (events.length === 0) break;
          }
          office.now += HOUR;
          office.receive();
          expect(office.figures()).toEqual(whole);
          expect(office.measured).toHaveLength(Object.keys(whole).length);
        },
      ),
      long.draws(500),
    );
  });

  it('is the same if all events except the last are lost', () => {
    const office = execution(all);
    office.receive(...all.slice(-1));
    expect(office.figures()).toEqual(whole);
    expect(office.measured.find(({ key }) => key === 'measure:ended')?.at).toBe(START + 30 * SECOND);
  });

  it.each(['before', 'after'] as const)('is repeated if a worker died %s it', (dies) => {
    const office = execution(runs.green);
    office.dies = dies;
    office.receive(...runs.green);
    office.dies = false;
    office.now += 2 * MINUTE;
    office.take({ type: 'tick' });
    office.now += 2 * MINUTE;
    office.take({ type: 'tick' });
    expect(office.sum('Deployments')).toBe(dies === 'before' ? 1 : 2);
  });
});

describe('frozen time', () => {
  const entering = (seconds: number) => [
    ...untilApproval.slice(0, 5),
    stageEvent('Deploy', 'STARTED', at(seconds)),
    actionEvent('Deploy/roll', 'STARTED', { ...at(seconds), provider: 'CodeDeploy' }),
    actionEvent('Deploy/roll', 'SUCCEEDED', { ...at(seconds + 10), provider: 'CodeDeploy' }),
    stageEvent('Deploy', 'SUCCEEDED', at(seconds + 10)),
    pipelineEvent('SUCCEEDED', at(seconds + 10)),
  ];
  const policy = (freezes: string, stage = 'Deploy') => `version: 1
scopes: { it: { pipelines: [payments], stages: [${stage}] } }
routes: [{ scope: all, channel: C0DEPLOYS }]
freezes: [${freezes}]`;
  const once = (id: string, from: string, until: string, more = '') =>
    `{ id: ${id}, kind: deny, scope: it, tz: UTC, once: { from: 2026-11-22T${from}, until: 2026-11-22T${until} }${more} }`;

  it('is the part of the wait between two stages in which a freeze held the second', () => {
    const asked = rules(
      policy(`${once('a', '09:50', '10:20')}, ${once('b', '10:15', '10:30')}, ${once('c', '10:50', '12:00')}`),
    );
    expect(played(entering(HOUR / SECOND), { asked }).figures()['went-well']).toEqual({
      LeadTime: HOUR + 10 * SECOND,
      FrozenTime: 40 * MINUTE - 5 * SECOND,
    });
  });

  it.each([
    ['a freeze that is only reported', rules(policy(once('a', '10:10', '10:20', ', mode: report')))],
    ['a freeze of another stage', rules(policy(once('a', '10:10', '10:20'), 'Source'))],
    ['a freeze without a waiting execution', rules(policy(once('a', '11:30', '12:00')))],
  ])('is absent for %s', (_, asked) => {
    expect(played(entering(HOUR / SECOND), { asked }).figures()['went-well']).toEqual({ LeadTime: HOUR + 10 * SECOND });
  });

  it('ignores an instant that could not be read', () => {
    const asked = rules(policy(once('a', '10:10', '10:20')));
    const known = truthOf(entering(HOUR / SECOND));
    const unread = { type: 'action', stage: 'Deploy', action: 'look', state: 'SUCCEEDED', at: 0 } as const;
    const both = absorb(known, partialExecution(known.ref, { facts: [unread] }));
    expect(frozenTime(both, summarize(known), asked)).toBe(10 * MINUTE);
  });

  it('is counted for a thousand decisions at most, also if none names a later change', () => {
    const known = truthOf(entering(HOUR / SECOND));
    const asked: PolicyPort = {
      ...rules(policy(once('a', '10:10', '10:20'))),
      freeze: (_, now) => ({
        decision: { rule: 'a', outcome: 'deny', because: '' },
        next: now,
        report: false,
        rules: ['a'],
        reopened: 'respect',
      }),
    };
    expect(frozenTime(known, summarize(known), asked)).toBe(1_000);
  });

  it('is absent for executions in PARALLEL mode', () => {
    const asked = rules(policy(once('a', '10:10', '10:20')));
    const { figures } = played(entering(HOUR / SECOND), { asked, about: { mode: 'PARALLEL' } });
    expect(figures()['went-well']).not.toHaveProperty('FrozenTime');
  });

  it('equals a count of each minute, for any windows', () => {
    const window = fc.tuple(fc.integer({ min: 0, max: 130 }), fc.integer({ min: 1, max: 60 }));
    const clock = (minute: number) => new Date(START + minute * MINUTE).toISOString().slice(11, 16);
    fc.assert(
      fc.property(
        fc.array(window, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 150 }),
        (windows, wait) => {
          const freezes = windows.map(([from, length], index) => once(`w${index}`, clock(from), clock(from + length)));
          const asked = rules(policy(freezes.join(', ')));
          const events = [
            ...untilApproval.slice(0, 4),
            stageEvent('Source', 'SUCCEEDED', at(0)),
            ...entering(wait * 60).slice(5),
          ];
          const moved = events.map((event) =>
            event === untilApproval[3] ? actionEvent('Source/Checkout', 'SUCCEEDED', { ...at(0), ...source }) : event,
          );
          const known = truthOf(moved);
          const held = Array.from({ length: wait }, (_, minute) => minute).filter((minute) =>
            windows.some(([from, length]) => from <= minute && minute < from + length),
          );
          expect(frozenTime(known, summarize(known), asked)).toBe(held.length * MINUTE);
        },
      ),
      draws(200),
    );
  });
});
