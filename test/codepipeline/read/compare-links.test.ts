import type { PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import { describe, expect, it } from 'vitest';
import { comparedWithLastSuccess } from '../../../lib/codepipeline/read/compare-links.ts';

const sha = (n: number) => String(n).repeat(40);

function execution(
  n: number,
  status: PipelineExecutionSummary['status'],
  more: Partial<PipelineExecutionSummary> = {},
) {
  const revision = (actionName: string, repository: string) => ({
    actionName,
    revisionId: sha(n),
    revisionUrl: `https://github.com/acme/${repository}/commit/${sha(n)}`,
  });
  const at = new Date(Date.UTC(2026, 10, 22, 10, n));
  return {
    pipelineExecutionId: `e${n}`,
    status,
    startTime: at,
    lastUpdateTime: at,
    sourceRevisions: [revision('App', 'shop'), revision('Config', 'config')],
    ...more,
  } satisfies PipelineExecutionSummary;
}

function pages(listed: PipelineExecutionSummary[], id: string) {
  return comparedWithLastSuccess(listed, id)?.[1];
}

describe('a failure is compared', () => {
  it('with the last success before it, each source with its own', () => {
    const listed = [
      execution(5, 'Succeeded'),
      execution(4, 'Failed'),
      execution(3, 'Failed'),
      execution(2, 'Succeeded'),
    ];
    expect(pages(listed, 'e4')).toEqual({
      App: `https://github.com/acme/shop/compare/${sha(2)}...${sha(4)}`,
      Config: `https://github.com/acme/config/compare/${sha(2)}...${sha(4)}`,
    });
  });

  it('with the target of a rollback, if that was the last success', () => {
    const rollback = execution(3, 'Succeeded', {
      executionType: 'ROLLBACK',
      rollbackMetadata: { rollbackTargetPipelineExecutionId: 'e1' },
      sourceRevisions: [],
    });
    const listed = [execution(4, 'Failed'), rollback, execution(2, 'Succeeded'), execution(1, 'Succeeded')];
    expect(pages(listed, 'e4')).toMatchObject({ App: `https://github.com/acme/shop/compare/${sha(1)}...${sha(4)}` });
  });

  it('with nothing if no execution succeeded before it, or if it is a rollback', () => {
    const rollback = execution(4, 'Failed', { executionType: 'ROLLBACK' });
    expect(pages([execution(4, 'Failed'), execution(3, 'Stopped')], 'e4')).toBeUndefined();
    expect(pages([rollback, execution(3, 'Succeeded')], 'e4')).toBeUndefined();
  });
});
