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

function reason(failures: Failure[], more: Partial<Summary> = {}): string {
  return reasonOf({ ...base, failures: failures as FailureSummary[], ...more });
}

it.each<[string, string, string]>([
  ['the order of the failures', reason([unit, lint]), reason([lint, unit])],
  ['a failure that is listed twice', reason([unit, unit]), reason([unit])],
  ['another execution', reason([unit], { executionId: 'one' }), reason([unit], { executionId: 'two' })],
  ['evidence', reason([{ ...unit, diagnosis }]), reason([{ ...unit, diagnosis: { ...diagnosis, evidence: ['x'] } }])],
])('%s does not count', (_, one, other) => {
  expect(one).toBe(other);
});

it.each<[string, string, string]>([
  ['another action', reason([unit]), reason([lint])],
  ['one more action', reason([unit]), reason([unit, lint])],
  ['another summary', reason([unit]), reason([{ ...unit, summary: 'no space left on device' }])],
  ['a diagnosis', reason([unit]), reason([{ ...unit, diagnosis }])],
  [
    'another diagnosis with the same cause',
    reason([{ ...unit, diagnosis }]),
    reason([{ ...unit, diagnosis: { ...diagnosis, because: 'checkout.test.ts' } }]),
  ],
  [
    'an approval of another execution',
    reason([approval], { executionId: 'one' }),
    reason([approval], { executionId: 'two' }),
  ],
])('%s is another reason', (_, one, other) => {
  expect(one).not.toBe(other);
});
