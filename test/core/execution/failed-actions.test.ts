import { expect, it } from 'vitest';
import { type ActionFact, type Execution, type Fact, partialExecution } from '../../../lib/core/execution/facts.ts';
import { failedActions, runKey } from '../../../lib/core/execution/failed-actions.ts';

/** Which failures are diagnosed, and what the diagnosis gets to know. */

const ref = { account: '1', region: 'eu-central-1', pipeline: 'shop', executionId: 'e1' };

function action(path: string, state: ActionFact['state'], more: Partial<ActionFact> = {}): Fact {
  const [stage = '', name = ''] = path.split('/');
  return { type: 'action', stage, action: name, state, at: 5_000, category: 'Build', ...more };
}
const stage = (name: string, state: 'STARTED' | 'FAILED' | 'SUCCEEDED', attempt = 1): Fact => ({
  type: 'stage',
  stage: name,
  state,
  at: 9_000,
  attempt,
});
const failedOf = (facts: Fact[], about: Execution['about'] = {}, state?: 'STARTED') =>
  failedActions(partialExecution(ref, { facts, about }), state);
const runsOf = (...given: Parameters<typeof failedOf>) => failedOf(...given).map(({ run }) => run);

it('a failed action is diagnosed with all that CodePipeline reported of its run', () => {
  const result = {
    summary: 'It broke',
    url: 'https://example.com',
    externalId: 'shop:1',
    code: 'JobFailed',
    message: 'exit 1',
    logStream: 'arn:log',
    configuration: { ProjectName: 'shop' },
  };
  const more = { runId: 'r1', provider: 'CodeBuild', region: 'us-east-1', startedAt: 1_000, result };
  expect(failedOf([action('Build/compile', 'FAILED', more), stage('Build', 'FAILED')])).toEqual([
    {
      run: 'Build/compile@r1',
      failed: {
        ...ref,
        ...result,
        stage: 'Build',
        action: 'compile',
        provider: 'CodeBuild',
        region: 'us-east-1',
        category: 'Build',
        runId: 'r1',
        startedAt: 1_000,
        endedAt: 5_000,
      },
    },
  ]);
});

it('a failed action without details has the Region of its pipeline', () => {
  expect(failedOf([action('Build/compile', 'FAILED'), stage('Build', 'FAILED')])[0]?.failed).toEqual({
    ...ref,
    stage: 'Build',
    action: 'compile',
    provider: '',
    category: 'Build',
    configuration: {},
    endedAt: 5_000,
  });
});

it('a stage that failed without a failed action is diagnosed itself', () => {
  const facts = [action('Build/compile', 'SUCCEEDED'), stage('Build', 'FAILED')];
  expect(failedOf(facts, { statusSummary: 'Not met' })).toEqual([
    {
      run: 'Build/',
      failed: {
        ...ref,
        stage: 'Build',
        action: '',
        provider: 'StageCondition',
        configuration: {},
        summary: 'Not met',
      },
    },
  ]);
});

it('a rejection is not diagnosed, but a failure beside it is', () => {
  const rejection = action('Prod/ask', 'FAILED', { category: 'Approval', runId: 'r1' });
  expect(runsOf([rejection, stage('Prod', 'FAILED')])).toEqual([]);
  expect(runsOf([rejection, action('Prod/roll', 'FAILED', { runId: 'r2' }), stage('Prod', 'FAILED')])).toEqual([
    'Prod/roll@r2',
  ]);
});

it('an action is diagnosed while others of its stage run, and not after its stage succeeded', () => {
  const failed = action('Build/compile', 'FAILED', { runId: 'r1' });
  const running = [failed, stage('Build', 'STARTED'), action('Build/lint', 'STARTED', { runId: 'r2' })];
  expect(runsOf(running, {}, 'STARTED')).toEqual(['Build/compile@r1']);
  expect(runsOf([failed, stage('Build', 'SUCCEEDED')])).toEqual([]);
  expect(runsOf([action('Build/compile', 'STARTED'), stage('Build', 'STARTED')], {}, 'STARTED')).toEqual([]);
});

it('eight failures are diagnosed at most, in the order of the pipeline', () => {
  const names = Array.from({ length: 9 }, (_, n) => `a${n}`);
  const facts = names.flatMap((name) => [action(`${name}/x`, 'FAILED', { runId: 'r' }), stage(name, 'FAILED')]);
  const found = runsOf(facts, { stages: names.toReversed() });
  expect(found).toEqual(
    names
      .toReversed()
      .slice(0, 8)
      .map((name) => `${name}/x@r`),
  );
});

it('the key of a run has its id, else its instant; that of a stage has its attempt, if it is not the first', () => {
  expect(runKey({ name: 'Build' }, { name: 'compile', runId: 'r1', at: 5 })).toBe('Build/compile@r1');
  expect(runKey({ name: 'Build' }, { name: 'compile', at: 5 })).toBe('Build/compile@5');
  expect(runKey({ name: 'Build' }, undefined)).toBe('Build/');
  expect(runKey({ name: 'Build', attempt: 2 }, undefined)).toBe('Build/@2');
});
