import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { expect, it } from 'vitest';
import { createRig } from '../../../lab/codepipeline/rig.ts';
import { readPipeline } from '../../../lib/codepipeline/refresh/pipeline-status.ts';
import { inMemoryHttp, unsigned } from '../../kit/in-memory-http.ts';

/** What a command reads of a pipeline. */

it('has the stages of a pipeline in PARALLEL mode, whose state shows none: freezes are about them', async () => {
  const stages = [
    { name: 'Source', actions: [{ name: 'Checkout', provider: 'CodeStarSourceConnection' }] },
    { name: 'Prod', actions: [{ name: 'Site', provider: 'ECS' }] },
  ];
  const rig = createRig({ name: 'shop', mode: 'PARALLEL', stages });
  const requestHandler = inMemoryHttp((operation, input) => rig.codepipeline.call(operation, input));
  const client = new CodePipelineClient({ region: 'eu-central-1', requestHandler, ...unsigned } as never);
  const read = await readPipeline(client, 'shop', { tags: false, running: false });
  expect(read).toMatchObject({ mode: 'PARALLEL', stages: [{ name: 'Source' }, { name: 'Prod' }] });
});
