import { describe, expect, it } from 'vitest';
import type { WrittenPipeline } from '../../../lab/codepipeline/declare.ts';
import type { ExecutionDetails } from '../../../lib/core/execution/facts.ts';
import { headline } from '../../../lib/core/execution/headline.ts';
import { type Summary, summarize } from '../../../lib/core/execution/summary.ts';
import { commit, decide, push, ref, type Served, serve, sha, ship, shop } from '../served.ts';

/** The details that a refresh adds to the state. The real SDK client reads them from the simulator. */

async function seenBy(
  { rig, world }: Served,
  executionId: string,
): Promise<{ about: ExecutionDetails; summary: Summary }> {
  const effect = { key: 'recount', because: 'a test', digest: 'd', claim: 'c', attempt: 1, newest: rig.now() };
  const [seen] = await world.refreshExecution({ type: 'refreshExecution', execution: ref(executionId), ...effect });
  if (seen?.type !== 'seen') throw new Error('Nothing was read');
  const about = { ...seen.execution.about, stages: ['Source', 'Prod'] };
  return { about, summary: summarize({ ...seen.execution, about }) };
}

const [GOOD, BAD] = [{ state: 'Succeeded' as const }, { state: 'Failed' as const }];

function failing(category: 'CodeBuild' | 'ECS'): WrittenPipeline {
  const pipeline = shop();
  const [, prod] = pipeline.stages;
  if (prod) prod.actions[1] = { name: 'Site', provider: category, runOrder: 2, outcomes: [GOOD, BAD, BAD] };
  return pipeline;
}

describe('an execution in front of a stage', () => {
  it('waits for the approval of the execution in the stage', async () => {
    const served = await serve(shop('QUEUED'));
    const first = push(served.rig, 1);
    const second = push(served.rig, 2);
    served.rig.wait('1m');
    const { about, summary } = await seenBy(served, second);
    expect(about.waiting?.[1]).toEqual({ stage: 'Prod', behind: sha(1).slice(0, 7), approval: 'Ask' });
    expect(headline(summary).sentence).toBe(`shop waits for approval of ${sha(1).slice(0, 7)}: Prod/Ask`);
    expect((await seenBy(served, first)).about.waiting?.[1]).toEqual({});
  });

  it('no longer waits after it enters the stage', async () => {
    const served = await serve(shop('QUEUED'));
    const first = push(served.rig, 1);
    const second = push(served.rig, 2);
    decide(served.rig, first);
    served.rig.wait('1m');
    const { about, summary } = await seenBy(served, second);
    expect([about.waiting?.[1], summary.waiting]).toEqual([{}, undefined]);
  });

  it('waits for a transition that a person disabled', async () => {
    const served = await serve();
    const transition = { pipelineName: 'shop', stageName: 'Prod', transitionType: 'Inbound', reason: 'Audit' };
    served.rig.call('DisableStageTransition', transition);
    const { summary } = await seenBy(served, push(served.rig, 1));
    expect(headline(summary)).toEqual({ mark: '⏳', sentence: 'shop waits: the transition into Prod is disabled' });
  });
});

describe('a failure', () => {
  it('can be rolled back in a stage that deploys, after an earlier success there', async () => {
    const served = await serve(failing('ECS'));
    ship(served.rig, 1);
    const { about } = await seenBy(served, ship(served.rig, 2));
    expect(about.restorable?.[1]).toEqual(['Prod']);
    expect(about.compare?.[1]).toEqual({ App: `https://github.com/example/shop/compare/${sha(1)}...${sha(2)}` });
  });

  it('cannot be rolled back in a stage that only builds', async () => {
    const served = await serve(failing('CodeBuild'));
    ship(served.rig, 1);
    expect((await seenBy(served, ship(served.rig, 2))).about.restorable?.[1]).toEqual([]);
  });

  it('cannot be rolled back before a first success', async () => {
    const pipeline = failing('ECS');
    const [, prod] = pipeline.stages;
    if (prod?.actions[1]) prod.actions[1].outcomes = [BAD];
    const served = await serve(pipeline);
    expect((await seenBy(served, ship(served.rig, 1))).about.restorable?.[1]).toEqual([]);
  });
});

describe('an execution without lost events', () => {
  it('is read with one call, which returns the changes and the earlier failures', async () => {
    const served = await serve(failing('ECS'));
    for (const n of [1, 2]) ship(served.rig, n);
    const third = ship(served.rig, 3);
    served.calls.splice(0);
    const intended = {
      key: 'recount',
      because: 'a test',
      digest: 'd',
      claim: 'c',
      attempt: 1,
      newest: served.rig.now(),
    };
    const effect = { ...intended, type: 'refreshExecution' as const, execution: ref(third), isComplete: true as const };
    const [seen] = await served.world.refreshExecution(effect);
    expect(served.calls.map(({ operation }) => operation)).toEqual(['ListPipelineExecutions']);
    if (seen?.type !== 'seen') throw new Error('Nothing was read');
    const { about, facts } = seen.execution;
    expect(about.before?.[1]).toBe(1);
    expect(about.sources?.App?.revision).toBe(sha(3));
    expect(Object.values(facts).map(({ type, state }) => `${type} ${state}`)).toEqual([
      'pipeline STARTED',
      'pipeline FAILED',
    ]);
  });
});

describe('the commit date of a success', () => {
  it.each([
    ['is read with a second call', false, ['ListPipelineExecutions', 'ListActionExecutions']],
    ['needs no second call after a Git trigger, which contains it', true, ['ListPipelineExecutions']],
  ])('%s', async (_, git, calls) => {
    const served = await serve();
    const date = served.rig.now() - 3_600_000;
    const id = served.rig.codepipeline.push('shop', { ...commit(1), date }, { git });
    served.rig.wait('3s');
    decide(served.rig, id);
    served.rig.wait('3s');
    served.calls.splice(0);
    const effect = { key: 'recount', because: 'a test', digest: 'd', claim: 'c', attempt: 1, newest: 1 };
    const [seen] = await served.world.refreshExecution({
      ...effect,
      type: 'refreshExecution',
      execution: ref(id),
      isComplete: true,
    });
    expect(served.calls.map(({ operation }) => operation)).toEqual(calls);
    const committed = seen?.type === 'seen' ? seen.execution.about.committed : undefined;
    expect(committed).toEqual(git ? undefined : { App: Math.floor(date / 1000) * 1000 });
  });
});

describe('the structure of a pipeline', () => {
  it('is read once for each version', async () => {
    const served = await serve();
    const describing = async (version: number) => {
      const effect = { key: 'describe', because: 'a test', digest: 'd', claim: 'c', version, what: 'stages' as const };
      const [seen] = await served.world.refreshPipeline({ ...effect, type: 'refreshPipeline', execution: ref('1') });
      return seen?.type === 'seen' ? seen.execution.about : undefined;
    };
    const known = { stages: ['Source', 'Prod'], actions: 3, mode: 'SUPERSEDED', configured: {} };
    expect([await describing(1), await describing(1)]).toEqual([known, known]);
    expect(served.calls.map(({ operation }) => operation)).toEqual(['GetPipeline']);
    served.rig.codepipeline.update('shop');
    await describing(2);
    expect(served.calls.map(({ operation }) => operation)).toEqual(['GetPipeline', 'GetPipeline']);
  });
});
