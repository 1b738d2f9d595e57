import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../lab/lab.ts';
import { labUnder, messagesOf, quiet } from '../kit/lab.ts';
import { CHANNEL } from '../kit/rules.ts';

/** What a roll-back ends: the failures of the stage that it runs, and no others. */

let lab: Lab;

beforeAll(async () => {
  lab = await labUnder(`version: 1\nroutes: [{ scope: all, channel: ${CHANNEL}, mention: [author] }]\n`);
});
afterAll(() => lab?.stop());

const commit = (id: string, message: string) => {
  return { id: id.repeat(40), message, author: 'Mia Sorel', email: 'mia@example.com' };
};

/** A good execution, one that fails there, and a roll-back of Prod. */
async function rollBackAfterFailureOf(pipeline: string, stage: string, action: string): Promise<void> {
  lab.codepipeline.declare({
    name: pipeline,
    stages: [
      { name: 'Source', actions: [{ name: 'Checkout', provider: 'CodeStarSourceConnection', takes: '1s' }] },
      { name: 'Build', actions: [{ name: 'compile', provider: 'CodeBuild', takes: '5s' }] },
      { name: 'Prod', actions: [{ name: 'roll-out', provider: 'CodeDeploy', takes: '5s' }] },
    ],
  });
  const pipelineExecutionId = lab.codepipeline.push(pipeline, commit('a', 'Good'), { git: true });
  await quiet(lab);
  lab.codepipeline.outcome(pipeline, stage, action, { state: 'Failed', code: 'JobFailed', summary: 'It broke' });
  lab.codepipeline.push(pipeline, commit('b', 'Bad'), { git: true });
  await quiet(lab);
  const target = { pipelineName: pipeline, stageName: 'Prod', targetPipelineExecutionId: pipelineExecutionId };
  lab.codepipeline.call('RollbackStage', target, 'arn:aws:sts::123456789012:assumed-role/Developer/jo');
  await quiet(lab);
}

const texts = (pipeline: string) => messagesOf(lab).flatMap(({ text }) => (text.includes(pipeline) ? [text] : []));
/** What the people who were called for the failure read since. */
function followUps(pipeline: string): string[] {
  const failed = messagesOf(lab).find(({ text }) => text.startsWith(`❌ ${pipeline} failed`));
  return (failed?.replies ?? []).map(({ text }) => text).filter((text) => text.includes('✅'));
}

describe('a roll-back of Prod', () => {
  it('ends the call about a failure in Prod', async () => {
    await rollBackAfterFailureOf('brig', 'Prod', 'roll-out');
    expect(followUps('brig')).toEqual([expect.stringMatching(/^<@U0MIA> ✅ Roll-back of brig succeeded after \d+ s$/)]);
  });

  it('does not end the call about a failure in Build, and claims no recovery; the next success ends it', async () => {
    await rollBackAfterFailureOf('sloop', 'Build', 'compile');
    expect(texts('sloop').join()).toContain('✅ Roll-back of sloop succeeded after');
    expect(texts('sloop').join()).not.toContain('recovered');
    expect(followUps('sloop')).toEqual([]);
    lab.codepipeline.push('sloop', commit('c', 'Better'), { git: true });
    await quiet(lab);
    expect(followUps('sloop')).toEqual([expect.stringMatching(/^<@U0MIA> ✅ sloop succeeded after \d+ s$/)]);
  });
});
