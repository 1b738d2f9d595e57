import { expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import { planOlder, planOlderOf } from '../../../lib/core/approval/plan-older.ts';
import { absorb, type Execution, type ExecutionDetails, partialExecution } from '../../../lib/core/execution/facts.ts';
import { type DecidedApproval, summarize } from '../../../lib/core/execution/summary.ts';
import { rules } from '../../kit/rules.ts';
import { runs } from '../../kit/runs.ts';

/** An execution notifies older ones that it waits, or that it was approved. */

const waits = runs.green.slice(0, 5).map((event) => readEvent(event) as Execution);
const newest = Math.max(...waits.flatMap(({ facts }) => Object.values(facts).map((fact) => fact.at)));

function context(about: ExecutionDetails, seen = waits) {
  const { ref } = seen[0] as Execution;
  const all = [...seen, partialExecution(ref, { about: { stages: ['Source', 'Build'], ...about } })];
  const execution = all.reduce<Execution | undefined>(absorb, undefined) as Execution;
  return { execution, summary: summarize(execution), rules: rules(), outbox: {}, now: 0 };
}

it('an execution that waits before a stage notifies older ones a minute after its last fact, for twenty minutes', () => {
  const { ref } = waits[0] as Execution;
  expect(planOlder(context({}))).toEqual([
    {
      key: 'older:Build@1',
      kind: 'once',
      effect: { type: 'noticeOlder', execution: ref, since: newest },
      because: 'The people who decide on an older execution need to know that a newer one waits.',
      after: [],
      from: newest + 60_001,
      giveUp: 1_200_000,
    },
  ]);
});

it('an execution in PARALLEL mode, that is gone, or that does not wait sends no notice', () => {
  expect(planOlder(context({ mode: 'PARALLEL' }))).toEqual([]);
  expect(planOlder(context({ gone: newest }))).toEqual([]);
  expect(planOlder(context({}, waits.slice(0, 2)))).toEqual([]);
});

const approved: DecidedApproval = {
  stage: 'Prod',
  action: 'ask',
  run: 'RUN',
  at: 7,
  outcome: 'approved',
  isFinal: true,
};
const byJo = { updatedBy: 'arn:aws:sts::123456789012:assumed-role/Developer/jo' };

it.each<[string, Partial<DecidedApproval>, string, string[] | undefined]>([
  ['people of Slack', { by: ['U0ANN'], ...byJo }, 'PARALLEL', ['U0ANN']],
  ['a machine', { by: ['machine:tests'] }, 'PARALLEL', ['tests (machine)']],
  ['a person of AWS', byJo, 'PARALLEL', ['jo']],
  ['an unknown person', {}, 'PARALLEL', []],
  ['no one, because AWS has not confirmed it', { isFinal: false }, 'PARALLEL', undefined],
  ['no one, because it was rejected', { outcome: 'rejected' }, 'PARALLEL', undefined],
  ['no one, because others are superseded', {}, 'SUPERSEDED', undefined],
])('an approval notifies older executions that it was approved by %s', (_, more, mode, by) => {
  const [intent] = planOlderOf(context({ mode }), { ...approved, ...more });
  if (by === undefined) return expect(intent).toBeUndefined();
  expect(intent).toMatchObject({
    key: 'older:approved:RUN',
    kind: 'once',
    effect: { type: 'noticeOlder', since: 7, approved: { stage: 'Prod', action: 'ask', by } },
    because: 'A rule may reject older executions when a newer one is approved.',
    after: [],
    from: 0,
    giveUp: 86_400_000,
  });
});
