import { expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import type { Diagnosis } from '../../../lib/core/execution/diagnosis.ts';
import type { Execution } from '../../../lib/core/execution/facts.ts';
import { type FailureSummary, type Summary, summarize } from '../../../lib/core/execution/summary.ts';
import { reasonOf } from '../../../lib/core/notify/call-reason.ts';
import { runs } from '../../kit/runs.ts';

/** A failure calls people again only if its reason is new. */

const base = summarize(readEvent(runs.failedThenGreen[0]) as Execution);
const diagnosis: Diagnosis = {
  cause: 'A test failed',
  class: 'code-or-test',
  retryable: false,
  because: 'cart.test.ts',
  evidence: [],
  links: [],
  missing: [],
};

type Failure = Partial<FailureSummary>;
const unit: Failure = { stage: 'Test', action: 'unit', category: 'Test', provider: 'CodeBuild', summary: 'exit 1' };
const lint: Failure = { ...unit, action: 'lint' };
const approval: Failure = { stage: 'Prod', action: 'ask', category: 'Approval', provider: 'Manual' };

type Known = [failures: Failure[], more?: Partial<Summary>];

function reason([failures, more = {}]: Known): string {
  return reasonOf({ ...base, failures: failures as FailureSummary[], ...more });
}

it.each<[string, Known, Known]>([
  ['the order of the failures', [[unit, lint]], [[lint, unit]]],
  ['a failure that is listed twice', [[unit, unit]], [[unit]]],
  ['another execution', [[unit], { executionId: 'one' }], [[unit], { executionId: 'two' }]],
  ['evidence', [[{ ...unit, diagnosis }]], [[{ ...unit, diagnosis: { ...diagnosis, evidence: ['x'] } }]]],
  ['the comment of a rejection', [[approval]], [[{ ...approval, summary: 'Not today' }]]],
  ['what CodePipeline reports beside a failed action', [[unit], { statusSummary: 'one' }], [[unit]]],
])('%s does not count', (_, one, other) => {
  expect(reason(one)).toBe(reason(other));
});

it.each<[string, Known, Known]>([
  ['another action', [[unit]], [[lint]]],
  ['one more action', [[unit]], [[unit, lint]]],
  ['another summary', [[unit]], [[{ ...unit, summary: 'no space left on device' }]]],
  ['a diagnosis', [[unit]], [[{ ...unit, diagnosis }]]],
  [
    'another diagnosis with the same cause',
    [[{ ...unit, diagnosis }]],
    [[{ ...unit, diagnosis: { ...diagnosis, because: 'checkout.test.ts' } }]],
  ],
  ['an approval of another execution', [[approval], { executionId: 'one' }], [[approval], { executionId: 'two' }]],
  ['another rejected approval', [[approval]], [[{ ...approval, action: 'legal' }]]],
  [
    'another report of CodePipeline without a failed stage',
    [[], { statusSummary: 'The source configuration is invalid' }],
    [[], { statusSummary: 'The role cannot be assumed' }],
  ],
])('%s is another reason', (_, one, other) => {
  expect(reason(one)).not.toBe(reason(other));
});
