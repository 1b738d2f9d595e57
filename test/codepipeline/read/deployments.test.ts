import type {
  ActionExecutionDetail,
  PipelineExecutionSummary,
  StageExecutionStatus,
  StageState,
} from '@aws-sdk/client-codepipeline';
import { describe, expect, it } from 'vitest';
import { deploymentsIn, type Listed } from '../../../lib/codepipeline/read/deployments.ts';

const MINUTE = 60_000;
const commit = (n: number) => String(n).repeat(40);
const at = (minute: number) => new Date(minute * MINUTE);

/** Execution `n` began in minute `n` and fetched commit `n`. */
function ran(n: number, more: Partial<PipelineExecutionSummary> = {}): PipelineExecutionSummary {
  const revisionUrl = `https://github.com/shop/api/commit/${commit(n)}`;
  const revision = { actionName: 'App', revisionId: commit(n), revisionSummary: `Change ${n}`, revisionUrl };
  return { pipelineExecutionId: `e${n}`, startTime: at(n), sourceRevisions: [revision], ...more };
}

function fetched(n: number, author: string): ActionExecutionDetail {
  return {
    pipelineExecutionId: `e${n}`,
    stageName: 'Source',
    status: 'Succeeded',
    input: { actionTypeId: { category: 'Source', owner: 'AWS', provider: 'CodeStarSourceConnection', version: '1' } },
    output: { executionResult: { externalExecutionId: commit(n) }, outputVariables: { AuthorDisplayName: author } },
  };
}

function state(stageName: string, n: number, status: StageExecutionStatus = 'Succeeded'): StageState {
  return { stageName, latestExecution: { pipelineExecutionId: `e${n}`, status } };
}

function look(more: Partial<Listed>) {
  return deploymentsIn(['Staging', 'Prod'], { states: [], executions: [], actions: [], succeeded: new Map(), ...more });
}

describe('the deployment of a stage', () => {
  it('shows by how many changes and people it is behind the previous stage, and since when', () => {
    const [staging, prod] = look({
      states: [state('Staging', 5), state('Prod', 1)],
      executions: [5, 4, 3, 2, 1].map((n) => ran(n)),
      actions: [fetched(5, 'Ann'), fetched(4, 'Ravi'), fetched(3, 'Ann')],
    });
    expect(staging).toMatchObject({
      current: { executionId: 'e5', revisions: [{ title: 'Change 5', author: 'Ann' }] },
    });
    expect(staging?.drift).toBeUndefined();
    expect(prod?.drift).toEqual({
      type: 'behind',
      as: 'Staging',
      changes: 4,
      people: 2,
      oldest: at(2).getTime(),
      url: `https://github.com/shop/api/compare/${commit(1)}...${commit(5)}`,
    });
  });

  it('shows if it has the same revision as the previous stage, or is ahead', () => {
    const executions = [2, 1].map((n) => ran(n));
    const drift = (staging: number, prod: number) =>
      look({ states: [state('Staging', staging), state('Prod', prod)], executions })[1]?.drift;
    expect(drift(2, 2)).toEqual({ type: 'same', as: 'Staging' });
    expect(drift(1, 2)).toEqual({ type: 'ahead', as: 'Staging' });
  });

  it('does not count a revision that it already runs, or a rollback', () => {
    const again = ran(3, { sourceRevisions: ran(1).sourceRevisions });
    const back = ran(4, {
      executionType: 'ROLLBACK',
      rollbackMetadata: { rollbackTargetPipelineExecutionId: 'e2' },
      sourceRevisions: [],
    });
    const executions = [ran(5), back, again, ran(2), ran(1)];
    const [, prod] = look({ states: [state('Staging', 5), state('Prod', 1)], executions });
    expect(prod?.drift).toMatchObject({ type: 'behind', changes: 2 });
    const [rolledBack] = look({ states: [state('Staging', 4)], executions });
    expect(rolledBack?.current).toMatchObject({ rolledBack: true, revisions: [{ revision: commit(2) }] });
  });

  it('remains the last success while a newer execution fails or runs', () => {
    const succeeded = new Map([['Prod', ['e1']]]);
    const executions = [2, 1].map((n) => ran(n));
    for (const [status, shown] of [
      ['Failed', 'failed'],
      ['InProgress', 'running'],
      ['Stopping', 'running'],
      ['Stopped', 'stopped'],
    ] as const) {
      const [, prod] = look({ states: [state('Prod', 2, status)], executions, succeeded });
      expect(prod?.current?.executionId).toBe('e1');
      expect(prod?.attempt).toMatchObject({ executionId: 'e2', status: shown });
    }
  });

  describe('compares the artifact with that of the previous stage', () => {
    const took = (stageName: string, n: number, minute: number): ActionExecutionDetail => ({
      pipelineExecutionId: `e${n}`,
      actionExecutionId: `${stageName}${n}@${minute}`,
      stageName,
      actionName: 'Site',
      status: 'Succeeded',
      startTime: at(minute),
      lastUpdateTime: at(minute),
      input: {
        actionTypeId: { category: 'Deploy', owner: 'AWS', provider: 'ECS', version: '1' },
        inputArtifacts: [{ name: 'Out' }],
      },
    });
    const made = (n: number, minute: number): ActionExecutionDetail => ({
      ...took('Build', n, minute),
      input: { actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' } },
      output: { outputArtifacts: [{ name: 'Out' }] },
    });
    /** Staging runs one execution, and Prod another. */
    const artifact = (staging: number, prod: number, actions: ActionExecutionDetail[], executions = [ran(2), ran(1)]) =>
      look({ states: [state('Staging', staging), state('Prod', prod)], executions, actions })[1]?.artifact;
    const again = ran(2, { sourceRevisions: ran(1).sourceRevisions });

    it('of one execution', () => {
      expect(artifact(1, 1, [made(1, 2), took('Staging', 1, 3), took('Prod', 1, 4)])?.type).toBe('same');
      const late = [made(1, 2), took('Staging', 1, 3), made(1, 4), took('Prod', 1, 5)];
      expect(artifact(1, 1, late)).toMatchObject({ type: 'other', cause: 'retried' });
      expect(artifact(1, 1, [])).toEqual({ type: 'unknown', as: 'Staging', cause: 'not listed' });
    });

    it('of two executions with the same revision, and of no others', () => {
      const first = [made(1, 2), took('Staging', 1, 3), took('Prod', 1, 4)];
      const second = [made(2, 5), took('Staging', 2, 6)];
      expect(artifact(2, 1, [...first, ...second], [again, ran(1)])).toMatchObject({
        type: 'other',
        cause: 'execution',
      });
      expect(artifact(2, 1, [...first, ...second])).toBeUndefined();
    });

    it('of an execution that was built again before this stage, whatever the previous stage runs now', () => {
      const first = [made(1, 2), took('Staging', 1, 3), made(1, 4), took('Prod', 1, 5)];
      expect(artifact(2, 1, [...first, made(2, 6), took('Staging', 2, 7)])).toMatchObject({ cause: 'retried' });
    });

    it('of a rollback, which uses what its target built or builds again', () => {
      const rollbackMetadata = { rollbackTargetPipelineExecutionId: 'e1' };
      const executions = [ran(3, { executionType: 'ROLLBACK', rollbackMetadata, sourceRevisions: [] }), ran(2), ran(1)];
      const first = [made(1, 2), took('Staging', 1, 3), took('Prod', 1, 4)];
      expect(artifact(3, 1, [...first, took('Staging', 3, 9)], executions)?.type).toBe('same');
      const rebuilt = [...first, made(3, 8), took('Staging', 3, 9)];
      expect(artifact(3, 1, rebuilt, executions)).toMatchObject({ type: 'other', cause: 'execution' });
    });
  });

  it('starts at the end of the last action of the stage', () => {
    const ended = (minute: number) => ({
      pipelineExecutionId: 'e1',
      stageName: 'Staging',
      status: 'Succeeded' as const,
      startTime: at(minute),
      lastUpdateTime: at(minute),
    });
    const [staging] = look({ states: [state('Staging', 1)], executions: [ran(1)], actions: [ended(9), ended(7)] });
    expect(staging?.current?.since).toBe(at(9).getTime());
  });

  it('is empty if nothing has succeeded', () => {
    expect(look({ states: [state('Staging', 1, 'Failed')], executions: [ran(1)] })[0]).toEqual({
      stage: 'Staging',
      current: undefined,
      attempt: { executionId: 'e1', status: 'failed', revisions: [expect.objectContaining({ revision: commit(1) })] },
      drift: undefined,
    });
  });
});
