import { describe, expect, it } from 'vitest';
import { planTransitions } from '../../../lib/core/freeze/plan-transitions.ts';
import { moveFor } from '../../../lib/core/freeze/transition-table.ts';
import {
  type LastAction,
  type PipelineTransitions,
  pipelineKey,
  refOfPipeline,
  type StageTransition,
} from '../../../lib/core/freeze/transitions.ts';
import type { Effect } from '../../../lib/core/model/effect.ts';
import type { Input } from '../../../lib/core/model/input.ts';
import type { FreezeDecision, PolicyPort } from '../../../lib/core/model/policy-port.ts';
import { emptyRow, type Row } from '../../../lib/core/model/row.ts';
import { step } from '../../../lib/core/step.ts';
import { CHANNEL, rules } from '../../kit/rules.ts';

/** Freezes in the core: the decision is a literal, and AWS follows the transition table of the adapter. */

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 22, 10);
const ref = { account: '123456789012', region: 'eu-central-1', pipeline: 'shop-prod' };
const US = 'arn:aws:sts::123456789012:assumed-role/signalbox/worker';
const JO = 'arn:aws:sts::123456789012:assumed-role/Developer/jo';

const free: FreezeDecision = {
  decision: { rule: 'freeze', outcome: 'allow', because: 'Nothing is frozen.' },
  next: START + 60 * MINUTE,
  report: false,
  rules: [],
  reopened: 'respect',
};
const frozen: FreezeDecision = {
  ...free,
  decision: { rule: 'weekend', outcome: 'deny', because: 'Blocked by weekend.' },
  until: START + 120 * MINUTE,
  next: START + 120 * MINUTE,
  rules: ['weekend'],
};

/** A pipeline with a freeze of Deploy from START + 60 min to START + 120 min. */
function pipeline(more: Partial<FreezeDecision> = {}) {
  const asked: PolicyPort = {
    ...rules(),
    freezes: true,
    guards: () => true,
    freeze: ({ stage }, now) => {
      if ((stage ?? 'Deploy') !== 'Deploy' || now < START + 60 * MINUTE)
        return { ...free, ...more, decision: free.decision };
      return now < START + 120 * MINUTE ? { ...frozen, ...more } : { ...free, next: undefined };
    },
  };
  let row: Row = emptyRow(pipelineKey(ref));
  let claims = 0;
  const gates: StageTransition[] = ['Build', 'Deploy'].map((stage) => ({ stage, open: true, waiting: [] }));
  const aws = {
    now: START,
    gate: gates[1] as StageTransition,
    moves: [] as string[],
    surveys: 0,
    row: () => row,
    set(open: boolean, changedBy: string, reason?: string) {
      Object.assign(aws.gate, { open, changedBy, changedAt: aws.now, reason });
    },
    pass(minutes: number) {
      const until = aws.now + minutes * MINUTE;
      for (let tick = 0; tick < 200; tick++) {
        aws.take({ type: 'tick' });
        const due = row.dueAt ?? Number.POSITIVE_INFINITY;
        if (due > until) break;
        aws.now = Math.max(aws.now + 1, due);
      }
      aws.now = until;
    },
    take(...inputs: Input[]) {
      for (let pending = inputs, round = 0; pending.length > 0; round++) {
        if (round > 10) throw new Error('It does not come to rest');
        const next = step(row, pending, asked, aws.now, `claim ${claims++}`);
        row = { ...next.row, version: row.version + 1 };
        pending = next.effects.flatMap((effect) => (effect.type === 'wake' ? [] : act(effect)));
      }
    },
  };
  function act(effect: Exclude<Effect, { type: 'wake' }>): Input[] {
    const { key, claim, digest } = effect;
    const done: Input = { type: 'outcome', key, claim, result: { done: true, digest } };
    const gained: Pick<PipelineTransitions, 'ours' | 'found'> = {};
    if (effect.type === 'refreshTransitions') aws.surveys++;
    if (effect.type === 'transition') {
      const { write, last, found } = moveFor({ ...aws.gate }, effect);
      if (write) {
        aws.moves.push(`${effect.stage} ${effect.want} for ${effect.rules.join()}`);
        aws.set(write === 'open', US, write === 'open' ? undefined : 'Signalbox');
      }
      const closing = { type: 'closed', gate: { ...aws.gate }, rules: effect.rules } as const;
      const now = write === 'close' ? closing : write === 'open' ? ({ type: 'opened', by: US } as const) : last;
      if (now) gained.ours = { [effect.stage]: [aws.now, now] };
      if (found) gained.found = { [effect.stage]: [aws.now, found] };
    }
    const survey: PipelineTransitions['survey'] = [aws.now, { gates: structuredClone(gates) }];
    return [{ type: 'surveyed', gates: { ref, survey, ...gained } }, done];
  }
  return aws;
}

it('a stage that must move now is planned once, and the next edges of other stages are also planned', () => {
  const gates = ['Build', 'Deploy'].map((stage): StageTransition => ({ stage, open: true, waiting: [] }));
  const soon = START + MINUTE;
  const asked: PolicyPort = {
    ...rules(),
    freezes: true,
    guards: () => true,
    freeze: ({ stage }, now) => ({ ...(stage === 'Build' || now >= soon ? frozen : free), next: soon }),
  };
  const survey: PipelineTransitions['survey'] = [START, { gates }];
  const moves = planTransitions({ ref, survey }, asked, {}, START).filter(({ effect }) => effect.type === 'transition');
  expect(moves.map(({ key, from }) => [key, from])).toEqual([
    ['gate:Build', 0],
    ['gate:Deploy', soon],
  ]);
});

it.each([
  ['two minutes before it begins', 2 * MINUTE, ['gate:Deploy']],
  ['not earlier', 2 * MINUTE + 1, []],
])('the edge of a freeze is planned %s', (_, wait, keys) => {
  const begins = START + wait;
  const asked: PolicyPort = {
    ...rules(),
    guards: () => true,
    freeze: (_target, now) => ({ ...(now >= begins ? frozen : free), next: begins }),
  };
  const gates: StageTransition[] = [{ stage: 'Deploy', open: true, waiting: [] }];
  const moves = planTransitions({ ref, survey: [START, { gates }] }, asked, {}, START);
  expect(moves.filter(({ effect }) => effect.type === 'transition').map(({ key }) => key)).toEqual(keys);
});

it('a stage with a lock that ends soon lets the owner in now, and opens then', () => {
  const ends = START + MINUTE;
  const locks = [{ id: 'l', by: 'U0ANN', from: 0, until: ends, stages: ['Deploy'] }];
  const asked: PolicyPort = {
    ...rules(),
    guards: () => true,
    freeze: (_target, now) => (now < ends ? { ...frozen, locks, next: ends } : free),
  };
  const gates: PipelineTransitions = {
    ref,
    survey: [START, { gates: [closed] }],
    ours: { Deploy: [START, { type: 'closed', gate: closed, rules: ['l'] }] },
    waiters: { e1: [START, { stage: 'Deploy', waits: true, owns: ['l'], what: 'c0ffee1' }] },
  };
  const moves = planTransitions(gates, asked, {}, START).filter(({ key }) => key === 'gate:Deploy');
  expect(moves.map(({ effect, from }) => [effect.type === 'transition' && [effect.want, effect.admit], from])).toEqual([
    [['closed', ['e1']], 0],
    [['open', undefined], ends],
  ]);
});

it('the transitions are watched while one stage is held, also if the others are free', () => {
  const asked: PolicyPort = {
    ...rules(),
    guards: () => true,
    freeze: ({ stage }) => ({ ...(stage === 'Build' ? free : frozen), next: undefined }),
  };
  const byJo = { ...closed, changedBy: JO };
  const gates: PipelineTransitions = {
    ref,
    survey: [START, { gates: [{ ...closed, stage: 'Build', open: true }, byJo] }],
    found: { Deploy: [START, { type: 'foreign', want: 'closed', by: JO, since: START }] },
  };
  expect(planTransitions(gates, asked, {}, START)).toContainEqual(
    expect.objectContaining({ key: 'survey', from: START + 5 * MINUTE }),
  );
});

describe('the transitions of a pipeline', () => {
  it('are closed when a freeze begins and opened when it ends, only in its scope', () => {
    const aws = pipeline();
    aws.pass(59);
    expect(aws.moves).toEqual([]);
    aws.pass(2);
    expect(aws.moves).toEqual(['Deploy closed for weekend']);
    aws.pass(58);
    expect(aws.moves).toHaveLength(1);
    aws.pass(2);
    expect(aws.moves).toEqual(['Deploy closed for weekend', 'Deploy open for weekend']);
    aws.pass(600);
    expect(aws.moves).toHaveLength(2);
  });

  it('that a person closed are neither closed again nor opened', () => {
    const aws = pipeline();
    aws.pass(30);
    aws.set(false, JO, 'Not today');
    aws.pass(200);
    expect(aws.moves).toEqual([]);
  });

  it('that a person opened in a freeze stay open, and are not opened again after it', () => {
    const aws = pipeline();
    aws.pass(70);
    aws.set(true, JO);
    aws.pass(40);
    expect(aws.moves).toEqual(['Deploy closed for weekend']);
  });

  it('are closed once if the pipeline is created during a freeze', () => {
    const aws = pipeline();
    aws.now = START + 90 * MINUTE;
    aws.pass(5);
    expect(aws.moves).toEqual(['Deploy closed for weekend']);
  });

  it('that were deleted have no due time, and are read again only at a later tick', () => {
    const aws = pipeline();
    aws.now = START + 70 * MINUTE;
    const gone = (): Input => ({ type: 'surveyed', gates: { ref, survey: [aws.now, { gates: [], gone: true }] } });
    aws.take(gone());
    expect([aws.surveys, aws.row().dueAt]).toEqual([0, undefined]);
    aws.now += 2 * MINUTE;
    aws.pass(1);
    expect([aws.surveys, aws.moves]).toEqual([1, ['Deploy closed for weekend']]);
  });

  it('stay unchanged if the policy only reports', () => {
    const aws = pipeline({ report: true });
    aws.pass(200);
    expect(aws.moves).toEqual([]);
  });

  it('are read shortly before a window begins or ends, and every five minutes while one is closed', () => {
    const aws = pipeline();
    aws.pass(57);
    expect(aws.surveys).toBe(0);
    aws.pass(2);
    expect(aws.surveys).toBe(1);
    aws.pass(20);
    expect(aws.surveys - 1).toBeGreaterThanOrEqual(3);
    expect(aws.surveys - 1).toBeLessThanOrEqual(4);
    aws.pass(600);
    const after = aws.surveys;
    aws.pass(600);
    expect(aws.surveys).toBe(after);
  });
});

describe('the shared state', () => {
  const call = (asked: PolicyPort, row = emptyRow('board'), now = START) =>
    step(row, [{ type: 'tick' }], asked, now, 'c');

  it('refreshes all pipelines only while there are freezes', () => {
    expect(call({ ...rules(), freezes: false }).effects).toEqual([]);
    expect(call({ ...rules(), freezes: true }).effects).toMatchObject([{ type: 'refreshAllPipelines' }]);
  });
});

const closed: StageTransition = {
  stage: 'Deploy',
  open: false,
  reason: 'r',
  changedBy: US,
  changedAt: START,
  waiting: [],
};

describe('a pipeline outside all freeze rules', () => {
  const survey: PipelineTransitions['survey'] = [START, { gates: [closed] }];
  const left: PolicyPort = {
    ...rules(),
    freezes: true,
    guards: () => false,
    freeze: () => ({ ...free, next: undefined }),
  };
  const keys = (gates: Partial<PipelineTransitions>, outbox: Row['ledger'] = {}) =>
    planTransitions({ ref, survey, ...gates }, left, outbox, START).map(({ key }) => key);

  it('stays unchanged, and nothing about it is announced', () => {
    const found: PipelineTransitions['found'] = { Deploy: [START, { type: 'foreign', want: 'closed' }] };
    expect(keys({ found })).toEqual([]);
    expect(keys({ found }, { 'gate:Deploy': { doneAt: START } })).toEqual([]);
    expect(keys({ found }, { survey: { maybeSince: START } })).toEqual([]);
    expect(keys({ ours: { Deploy: [START, { type: 'opened', by: US }] } })).toEqual([]);
  });

  it('is opened if Signalbox closed it, or may have closed it', () => {
    expect(keys({ ours: { Deploy: [START, { type: 'closed', gate: closed, rules: [] }] } })).toEqual(['gate:Deploy']);
    expect(keys({}, { survey: {}, 'gate:Deploy': { maybeSince: START } })).toEqual(['gate:Deploy']);
  });

  it('is opened after its stage was removed, but not in PARALLEL mode, which has no transitions', () => {
    const ours: PipelineTransitions['ours'] = { Prod: [START, { type: 'closed', gate: closed, rules: [] }] };
    const opened = (mode: string) => keys({ ours, survey: [START, { mode, gates: [closed] }] }, { survey: {} });
    expect(opened('QUEUED')).toEqual(['gate:Prod']);
    expect(opened('PARALLEL')).not.toContain('gate:Prod');
    const both = { ...ours, Test: [START, { type: 'opened', by: US }] } satisfies PipelineTransitions['ours'];
    const moves = planTransitions({ ref, survey, ours: both }, left, { survey: {} }, START);
    expect(moves.map(({ key, effect }) => [key, effect.type === 'transition' && effect.want])).toEqual([
      ['gate:Prod', 'open'],
    ]);
  });
});

describe('a stage that was removed or renamed during a freeze', () => {
  const opened: LastAction = { type: 'opened', by: US };
  const texts = (last: LastAction, decision: FreezeDecision, gates = [closed]) => {
    const policy = `version: 1
scopes: { it: { pipelines: [${ref.pipeline}] }, other: { pipelines: [other] } }
routes: [{ scope: it, channel: ${CHANNEL} }, { scope: other, channel: C0OTHER }]`;
    const port: PolicyPort = { ...rules(policy), freezes: true, guards: () => true, freeze: () => decision };
    const ours: PipelineTransitions['ours'] = { Prod: [START, last] };
    return planTransitions({ ref, ours, survey: [START, { gates }] }, port, {}, START).flatMap(({ key, effect }) =>
      effect.type === 'announce' ? [[key, effect.channel, effect.text]] : [],
    );
  };

  it('is announced once its transition is open, because nothing holds it any more', () => {
    expect(texts(opened, frozen)).toEqual([
      [expect.stringContaining(`lost:Prod@${START}`), CHANNEL, expect.stringContaining('Prod')],
    ]);
  });

  it.each([
    ['while its transition is closed', { type: 'closed', gate: closed, rules: [] } as LastAction, frozen, [closed]],
    ['without a freeze', opened, free, [closed]],
    ['of a deleted pipeline', opened, frozen, []],
  ])('is not announced %s', (_, last, decision, gates) => {
    expect(texts(last, decision, gates)).toEqual([]);
  });
});

it('a pipeline key converts back to its reference', () => {
  expect(refOfPipeline(pipelineKey(ref))).toEqual(ref);
});
