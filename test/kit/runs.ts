import type { Diagnosis } from '../../lib/core/execution/diagnosis.ts';
import { actionEvent, pipelineEvent, stageEvent } from './events.ts';

/** The n-th second of a run. */
function at(second: number): { at: string } {
  return { at: new Date(Date.UTC(2026, 10, 22, 10, 0, second)).toISOString().replace('.000', '') };
}

const source = { provider: 'CodeStarSourceConnection' };
const deploy = { provider: 'CodeDeploy' };

/** Complete runs: their events in the order of CodePipeline. */
export const runs = {
  green: [
    pipelineEvent('STARTED', at(0)),
    stageEvent('Source', 'STARTED', { ...at(0), attempt: 0 }),
    actionEvent('Source/Checkout', 'STARTED', { ...at(0), ...source }),
    actionEvent('Source/Checkout', 'SUCCEEDED', { ...at(4), ...source, summary: 'Round half to even' }),
    stageEvent('Source', 'SUCCEEDED', { ...at(4), attempt: 0 }),
    stageEvent('Build', 'STARTED', { ...at(4), attempt: 0 }),
    actionEvent('Build/compile', 'STARTED', at(4)),
    actionEvent('Build/compile', 'SUCCEEDED', at(90)),
    stageEvent('Build', 'SUCCEEDED', { ...at(90), attempt: 0 }),
    pipelineEvent('SUCCEEDED', at(90)),
  ],
  failedThenGreen: [
    pipelineEvent('STARTED', at(0)),
    stageEvent('Build', 'STARTED', { ...at(0), attempt: 0 }),
    actionEvent('Build/compile', 'STARTED', at(0)),
    actionEvent('Build/lint', 'STARTED', at(0)),
    actionEvent('Build/lint', 'SUCCEEDED', at(20)),
    actionEvent('Build/compile', 'FAILED', { ...at(30), summary: 'Build terminated with state: FAILED' }),
    stageEvent('Build', 'FAILED', { ...at(30), attempt: 0 }),
    pipelineEvent('FAILED', at(30)),
    pipelineEvent('RESUMED', { ...at(60), attempt: 2 }),
    stageEvent('Build', 'RESUMED', { ...at(60), attempt: 2 }),
    actionEvent('Build/compile', 'STARTED', { ...at(60), attempt: 2 }),
    actionEvent('Build/compile', 'SUCCEEDED', { ...at(80), attempt: 2 }),
    stageEvent('Build', 'SUCCEEDED', { ...at(80), attempt: 2 }),
    stageEvent('Deploy', 'STARTED', { ...at(80), attempt: 2 }),
    actionEvent('Deploy/roll', 'STARTED', { ...at(80), ...deploy, attempt: 2 }),
    actionEvent('Deploy/roll', 'SUCCEEDED', { ...at(95), ...deploy, attempt: 2 }),
    stageEvent('Deploy', 'SUCCEEDED', { ...at(95), attempt: 2 }),
    pipelineEvent('SUCCEEDED', { ...at(95), attempt: 2 }),
  ],
};

/** The cause of a failure that no retry makes pass. */
export const testFailed: Diagnosis = {
  cause: 'A test failed',
  class: 'code-or-test',
  retryable: false,
  because: 'cart.test.ts',
  evidence: ['expected 10 to be 11'],
  links: [],
  missing: [],
};
