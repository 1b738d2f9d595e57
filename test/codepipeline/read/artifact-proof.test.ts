import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ActionExecutionDetail, ArtifactDetail, StageDeclaration } from '@aws-sdk/client-codepipeline';
import { describe, expect, it } from 'vitest';
import { artifactAhead } from '../../../lib/codepipeline/read/artifact-ahead.ts';
import { proofOf } from '../../../lib/codepipeline/read/artifact-proof.ts';
import { takenIn } from '../../../lib/codepipeline/read/artifacts.ts';

type Category = 'Source' | 'Build' | 'Deploy' | 'Approval';

interface Run {
  category: Category;
  /** In minutes. A run takes one minute. */
  at: number;
  execution?: string;
  takes?: (string | ArtifactDetail)[];
  makes?: (string | ArtifactDetail)[];
  revision?: string;
  variables?: Record<string, string>;
  status?: 'Succeeded' | 'Failed' | 'InProgress';
}

function run(
  place: string,
  { category, at, execution = 'e1', status = 'Succeeded', ...more }: Run,
): ActionExecutionDetail {
  const [stageName, actionName] = place.split('/');
  const minute = (n: number) => new Date(n * 60_000);
  return {
    pipelineExecutionId: execution,
    actionExecutionId: `${execution}/${place}@${at}`,
    stageName,
    actionName,
    status,
    startTime: minute(at),
    lastUpdateTime: minute(at + 1),
    input: {
      actionTypeId: { category, owner: 'AWS', provider: 'P', version: '1' },
      inputArtifacts: more.takes?.map((one) => located(one, execution)),
    },
    output: {
      outputArtifacts: more.makes?.map((one) => located(one, execution)),
      outputVariables: more.variables,
      executionResult: { externalExecutionId: more.revision },
    },
  };
}

function located(one: string | ArtifactDetail, execution: string): ArtifactDetail {
  return typeof one === 'string' ? { name: one, s3location: { bucket: 'eu', key: `shop/${one}/${execution}` } } : one;
}

const build = (at: number, more: Partial<Run> = {}) =>
  run('Build/compile', { category: 'Build', at, makes: ['App'], ...more });
const staging = (at: number, more: Partial<Run> = {}) =>
  run('Staging/site', { category: 'Deploy', at, takes: ['App'], ...more });
const prod = (at: number, more: Partial<Run> = {}) =>
  run('Prod/site', { category: 'Deploy', at, takes: ['App'], ...more });

/** Compares what Prod took in one execution with what Staging took in another, or in the same. */
function look(actions: ActionExecutionDetail[], [before, here]: [string, string] = ['e1', 'e1'], target?: string) {
  return proofOf('Staging', takenIn(actions, 'Staging', before), takenIn(actions, 'Prod', here, target));
}

describe('an artifact is the same', () => {
  it('if one run built it, and is named with its build', () => {
    expect(look([build(1), staging(3), prod(5)])).toEqual({
      type: 'same',
      as: 'Staging',
      artifact: 'App',
      built: { executionId: 'e1', stage: 'Build', action: 'compile', version: undefined, tag: undefined },
    });
  });

  it('if it was copied to another Region', () => {
    const copy = { name: 'App', s3location: { bucket: 'us', key: 'shop/App/copy' } };
    expect(look([build(1), staging(3), prod(5, { takes: [copy] })])?.type).toBe('same');
  });

  it('if a retry built it before Staging ran', () => {
    expect(look([build(1), build(3), staging(5), prod(7)])?.type).toBe('same');
  });

  it('if its build is older than the list and its location did not change', () => {
    expect(look([staging(3), prod(5)])).toEqual({ type: 'same', as: 'Staging', artifact: 'App' });
  });

  it('if a rollback deployed what its target built', () => {
    expect(look([build(1), staging(3), prod(9, { execution: 'back' })], ['e1', 'back'], 'e1')?.type).toBe('same');
  });

  it('if a rollback copied it', () => {
    const copy = { name: 'App', s3location: { bucket: 'eu', key: 'shop/App/back' } };
    const back = prod(9, { execution: 'back', takes: [copy] });
    expect(look([build(1), staging(3), back], ['e1', 'back'], 'e1')?.type).toBe('same');
  });

  it('if two executions fetched the same image or the same commit', () => {
    const fetched = (execution: string, at: number) =>
      run('Source/Image', { category: 'Source', at, execution, makes: ['App'], revision: 'sha256:aa' });
    const actions = [fetched('e1', 1), fetched('e2', 2), staging(3), prod(5, { execution: 'e2' })];
    expect(look(actions, ['e1', 'e2'])).toMatchObject({ type: 'same', built: { executionId: 'e2', fetched: true } });
  });

  it('if another build made the same image', () => {
    const image = { variables: { ECRImageDigestId: 'sha256:aa' } };
    const actions = [
      build(1, image),
      build(3, { ...image, execution: 'e2' }),
      staging(5),
      prod(7, { execution: 'e2' }),
    ];
    expect(look(actions, ['e1', 'e2'])).toMatchObject({ type: 'same', built: { version: 'sha256:aa' } });
  });

  it('although a stage adds its own configuration', () => {
    const configure = run('Prod/configure', { category: 'Build', at: 5, makes: ['ProdConfig'] });
    expect(look([build(1), staging(3), configure, prod(7, { takes: ['ProdConfig', 'App'] })])).toMatchObject({
      type: 'same',
      artifact: 'App',
    });
  });

  it('if it was built again under another name, with the same digest', () => {
    const image = { variables: { ImageDigest: 'sha256:aa' } };
    const copy = run('Prod/copy', { category: 'Build', at: 5, makes: ['Copy'], ...image });
    const found = look([build(1, image), staging(3), copy, prod(7, { takes: ['Copy'] })]);
    expect(found).toMatchObject({ type: 'same', artifact: 'Copy' });
  });

  it('if the last of several actions took it', () => {
    const green = run('Staging/green', { category: 'Deploy', at: 7, takes: ['App'] });
    expect(look([build(1), staging(3), build(5), green, prod(9)])?.type).toBe('same');
  });

  it('and names the build, not the source beside it', () => {
    const source = run('Source/App', { category: 'Source', at: 0, makes: ['Code'], revision: 'a' });
    const both = { takes: ['Code', 'App'] };
    expect(look([source, build(1), staging(3, both), prod(5, both)])).toMatchObject({ type: 'same', artifact: 'App' });
  });
});

describe('an artifact is another one', () => {
  const again = (at: number) => run('Prod/compile', { category: 'Build', at, makes: ['Again'] });

  it('if it was built again after Staging ran', () => {
    expect(look([build(1), staging(3), again(5), prod(7, { takes: ['Again'] })])).toEqual({
      type: 'other',
      as: 'Staging',
      artifact: 'Again',
      cause: 'rebuilt',
      built: { executionId: 'e1', stage: 'Prod', action: 'compile', version: undefined, tag: undefined },
    });
  });

  it('if it was built again, although both stages also take the source', () => {
    const source = run('Source/App', { category: 'Source', at: 0, makes: ['Code'], revision: 'a' });
    const took = staging(3, { takes: ['Code', 'App'] });
    const found = look([source, build(1), took, again(5), prod(7, { takes: ['Code', 'Again'] })]);
    expect(found).toMatchObject({ type: 'other', cause: 'rebuilt', artifact: 'Again' });
  });

  it('if a later build replaced one of two', () => {
    const old = run('Build/old', { category: 'Build', at: 1, makes: ['Old'] });
    const actions = [
      build(1),
      old,
      staging(3, { takes: ['App', 'Old'] }),
      again(5),
      prod(7, { takes: ['App', 'Again'] }),
    ];
    expect(look(actions)).toMatchObject({ cause: 'rebuilt', artifact: 'Again' });
  });

  it('if Staging ran the source, and Prod a later build of it', () => {
    const source = run('Source/App', { category: 'Source', at: 0, makes: ['Code'], revision: 'a' });
    const took = staging(3, { takes: ['Code'] });
    expect(look([source, took, again(5), prod(7, { takes: ['Code', 'Again'] })])).toMatchObject({ cause: 'rebuilt' });
  });

  it('if a retry of all actions replaced it at the same location', () => {
    expect(look([build(1), staging(3), build(5), prod(7)])).toMatchObject({ type: 'other', cause: 'retried' });
    expect(look([staging(3), build(5), prod(7)])).toMatchObject({ type: 'other', cause: 'retried' });
  });

  it('if another execution built it', () => {
    const actions = [build(1), build(3, { execution: 'e2' }), staging(5), prod(7, { execution: 'e2' })];
    const found = look(actions, ['e1', 'e2']);
    expect(found).toMatchObject({ type: 'other', cause: 'execution', built: { executionId: 'e2' } });
  });

  it('if a rollback built it again in its stage', () => {
    const again = build(7, { execution: 'back' });
    expect(look([build(1), staging(3), again, prod(9, { execution: 'back' })], ['e1', 'back'], 'e1')).toMatchObject({
      type: 'other',
      built: { executionId: 'back' },
    });
  });

  it('if the tag has another digest', () => {
    const image = (ImageDigest: string) => ({ variables: { ImageTag: 'v7', ImageDigest } });
    const first = build(1, image('sha256:aa'));
    const second = build(3, { ...image('sha256:bb'), execution: 'e2' });
    const found = look([first, second, staging(5), prod(7, { execution: 'e2' })], ['e1', 'e2']);
    expect(found).toMatchObject({ type: 'other', cause: 'digest', built: { tag: 'v7', version: 'sha256:bb' } });
  });

  it('if another execution built it under another tag', () => {
    const image = (ImageTag: string) => ({ variables: { ImageTag, ImageDigest: `sha256:${ImageTag}` } });
    const second = build(3, { ...image('v8'), execution: 'e2' });
    const found = look([build(1, image('v7')), second, staging(5), prod(7, { execution: 'e2' })], ['e1', 'e2']);
    expect(found).toMatchObject({ type: 'other', cause: 'execution' });
  });

  it('if it is at another location in the same bucket', () => {
    const moved = { name: 'App', s3location: { bucket: 'eu', key: 'shop/App/other' } };
    expect(look([build(1), staging(3), prod(5, { takes: [moved] })])).toMatchObject({ type: 'other', cause: 'object' });
  });

  it('if one of several artifacts is another one', () => {
    const second = run('Build/second', { category: 'Build', at: 1, makes: ['Two'] });
    const late = run('Build/second', { category: 'Build', at: 5, makes: ['Two'] });
    const both = { takes: ['App', 'Two'] };
    const found = look([build(1), second, staging(3, both), late, prod(7, both)]);
    expect(found).toMatchObject({ type: 'other', cause: 'retried', artifact: 'Two' });
  });
});

describe('a comparison is unknown', () => {
  it.each([
    ['not listed', [build(1), prod(5)]],
    ['not listed', [build(1), staging(3, { status: 'Failed' }), prod(5)]],
    [
      'other names',
      [build(1, { makes: ['Test', 'Live'] }), staging(3, { takes: ['Test'] }), prod(5, { takes: ['Live'] })],
    ],
  ] as const)('with the cause: %s', (cause, actions) => {
    expect(look([...actions])).toEqual({ type: 'unknown', as: 'Staging', cause });
  });

  it('if Prod deploys what only another kind of action took in Staging', () => {
    const check = run('Staging/check', { category: 'Build', at: 3, takes: ['Live'] });
    const actions = [
      build(1, { makes: ['Test', 'Live'] }),
      staging(3, { takes: ['Test'] }),
      check,
      prod(5, { takes: ['Live'] }),
    ];
    expect(look(actions)).toMatchObject({ type: 'unknown', cause: 'other names' });
  });

  it('if a source has another name since an edit', () => {
    const source = run('Source/App', { category: 'Source', at: 5, execution: 'e2', makes: ['Code'], revision: 'a' });
    const actions = [build(1), staging(3), source, prod(7, { execution: 'e2', takes: ['Code'] })];
    expect(look(actions, ['e1', 'e2'])).toMatchObject({ type: 'unknown', cause: 'other names' });
  });

  it('if no build is listed, and the locations differ', () => {
    expect(look([staging(3), prod(5, { execution: 'e2' })], ['e1', 'e2'])).toMatchObject({ cause: 'unknown build' });
  });

  it('if only one of two builds is listed', () => {
    const actions = [staging(3), build(4, { execution: 'e2' }), prod(7, { execution: 'e2' })];
    expect(look(actions, ['e1', 'e2'])).toEqual({ type: 'unknown', as: 'Staging', cause: 'unknown build' });
  });
});

it('a stage that takes no artifact has no comparison', () => {
  expect(look([build(1), staging(3, { takes: [] }), prod(5)])).toBeUndefined();
  expect(look([build(1), staging(3), prod(5, { takes: [] })])).toBeUndefined();
});

it('a comparison uses what the last run of each deploy action took', () => {
  const before = staging(1, { takes: ['Old'] });
  expect(look([before, build(2), staging(4), prod(6)])?.type).toBe('same');
});

describe('before an approval', () => {
  const action = (name: string, category: Category, runOrder: number, takes: string[] = [], makes: string[] = []) => ({
    name,
    runOrder,
    actionTypeId: { category, owner: 'AWS' as const, provider: 'P', version: '1' },
    inputArtifacts: takes.map((one) => ({ name: one })),
    outputArtifacts: makes.map((one) => ({ name: one })),
  });
  const stage = (name: string, ...actions: StageDeclaration['actions'] & {}): StageDeclaration => ({ name, actions });
  const first = [
    stage('Source', action('code', 'Source', 1, [], ['Code'])),
    stage('Build', action('compile', 'Build', 1, ['Code'], ['App'])),
  ];
  const site = (takes: string[], order = 1) => action('site', 'Deploy', order, takes);
  const ask = (order = 1) => action('ask', 'Approval', order);
  const look = (stages: StageDeclaration[], where: string, actions = [build(1), staging(3)], origin?: string) =>
    artifactAhead(
      [...first, ...stages],
      { executionId: origin ? 'back' : 'e1', stage: where, action: 'ask' },
      actions,
      origin,
    );

  it.each([
    ['in its stage', [stage('Staging', site(['App'])), stage('Prod', ask(), site(['App'], 2))], 'Prod'],
    ['in the next stage', [stage('Staging', site(['App'])), stage('Ask', ask()), stage('Prod', site(['App']))], 'Ask'],
    [
      'after the approval of Staging',
      [stage('Staging', site(['App']), ask(2)), stage('Prod', site(['App']))],
      'Staging',
    ],
    [
      'with a finished change set',
      [stage('Staging', site(['App'])), stage('Prod', site(['App']), ask(2), { ...site([], 3), name: 'execute' })],
      'Prod',
    ],
  ])('the next deployment is the one %s', (_, stages, where) => {
    expect(look(stages, where)).toMatchObject({ type: 'same', as: 'Staging', artifact: 'App' });
  });

  it('a later build makes another artifact', () => {
    const again = action('again', 'Build', 2, ['Code'], ['Again']);
    const stages = [stage('Staging', site(['App'])), stage('Prod', ask(), again, site(['Again'], 3))];
    expect(look(stages, 'Prod')).toEqual({
      type: 'other',
      as: 'Staging',
      artifact: 'Again',
      cause: 'rebuilt',
      built: { stage: 'Prod', action: 'again' },
    });
  });

  it('there is no comparison before the first deployment, or after the last', () => {
    expect(look([stage('Prod', ask(), site(['App'], 2))], 'Prod')).toBeUndefined();
    expect(look([stage('Staging', site(['App'])), stage('Ask', ask())], 'Ask')).toBeUndefined();
    expect(look([stage('Staging', site(['App'])), stage('Prod', ask(), site(['App']))], 'Prod')).toBeUndefined();
  });

  it('a rollback is compared by what its target ran', () => {
    const stages = [stage('Staging', site(['App'])), stage('Prod', ask(), site(['App'], 2))];
    expect(look(stages, 'Prod', [build(1), staging(3)], 'e1')).toMatchObject({ type: 'same', as: 'Staging' });
  });

  it('an artifact that Staging did not run is unknown', () => {
    const stages = [stage('Staging', site(['App'])), stage('Prod', ask(), site(['App'], 2))];
    expect(look(stages, 'Prod', [build(1)])).toEqual({ type: 'unknown', as: 'Staging', cause: 'not listed' });
  });
});

/** Each recorded run of an action, as the API lists it. */
function recorded(): ActionExecutionDetail[] {
  const folder = join(import.meta.dirname, '../../../events');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  const events = files.flatMap((name) => [JSON.parse(readFileSync(join(folder, name), 'utf8'))].flat());
  return events.flatMap((event): ActionExecutionDetail[] => {
    const { detail } = event;
    if (detail?.action === undefined) return [];
    return [
      {
        pipelineExecutionId: detail['execution-id'],
        actionExecutionId: detail['action-execution-id'],
        stageName: detail.stage,
        actionName: detail.action,
        status: 'Succeeded',
        startTime: new Date(event.time),
        lastUpdateTime: new Date(event.time),
        input: { actionTypeId: { ...detail.type, category: 'Deploy' }, inputArtifacts: detail['input-artifacts'] },
        output: { outputArtifacts: detail['output-artifacts'] },
      },
    ];
  });
}

it('the recordings give no warning, even if each action deployed', () => {
  const actions = recorded();
  expect(actions.length).toBeGreaterThan(5);
  const places = [...new Map(actions.map((one) => [`${one.pipelineExecutionId} ${one.stageName}`, one])).values()];
  const proofs = places.flatMap((a) =>
    places.map((b) => {
      const taken = [a, b].map((one) => takenIn(actions, one.stageName ?? '', one.pipelineExecutionId ?? ''));
      return a.pipelineExecutionId === b.pipelineExecutionId ? proofOf('Staging', taken[0], taken[1]) : undefined;
    }),
  );
  expect(proofs.some((proof) => proof?.type === 'same')).toBe(true);
  expect(proofs.filter((proof) => proof?.type === 'other')).toEqual([]);
});
