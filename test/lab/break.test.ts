import { afterAll, beforeAll, expect, test } from 'vitest';
import { CATEGORY_OF, readPipeline } from '../../lab/codepipeline/declare.ts';
import type { Lab } from '../../lab/lab.ts';
import { messagesOf, quiet, testLab } from '../kit/lab.ts';

/** "Break the next … For real" and "Flaky", for an action of each provider in the lab. */

const HOWS = ['real', 'flaky'] as const;
const kinds = [...Object.entries(CATEGORY_OF), ['S3', 'Deploy'], ['Lambda', 'Deploy'], ['OurOwn', 'Deploy']] as const;
const actions = kinds
  .filter(([, category]) => category !== 'Approval')
  .map(([provider, category]) => ({ provider, category, pipeline: `${provider}-${category}`.toLowerCase() }));

let lab: Lab;
let shown: Map<string, string>;

beforeAll(async () => {
  lab = await testLab({ limits: 'none' });
  for (const how of HOWS) for (const action of actions) breakOne(action, how);
  await quiet(lab);
  shown = new Map(messagesOf(lab).map((message) => [pipelineOf(message.execution), JSON.stringify(message)]));
});
afterAll(() => lab.stop());

function breakOne({ provider, category, pipeline }: (typeof actions)[number], how: (typeof HOWS)[number]): void {
  const name = `${pipeline}-${how}`;
  const run = { name: 'run', provider, category, takes: '2s' };
  const source = { name: 'Checkout', provider: 'CodeStarSourceConnection', takes: '1s' };
  const stages =
    category === 'Source'
      ? [
          { name: 'Source', actions: [run] },
          { name: 'Build', actions: [{ name: 'compile', provider: 'CodeBuild' }] },
        ]
      : [
          { name: 'Source', actions: [source] },
          { name: 'Step', actions: [run] },
        ];
  lab.codepipeline.declare(readPipeline({ name, stages }));
  const stage = category === 'Source' ? 'Source' : 'Step';
  lab.perform({ type: 'outcome', pipeline: name, stage, action: 'run', how });
  lab.perform({ type: 'push', pipeline: name });
}

function pipelineOf(execution: string): string {
  const found = lab.codepipeline.snapshot().find(({ executions }) => executions.some(({ id }) => id === execution));
  return found?.name ?? '';
}

test.each(actions)('$provider ($category) fails with its own reason', ({ provider, pipeline }) => {
  const text = shown.get(`${pipeline}-real`) ?? '';
  expect(text).toMatch(/failed in (Source|Step)\/run: /);
  expect(text).not.toMatch(/Nothing is recorded|Could not read/);
  const isGeneral = text.includes('finished with the result FAILED');
  expect(isGeneral, 'only a provider without a recording').toBe(provider === 'OurOwn');
});

test.each(actions)('$provider ($category) is flaky: its work cannot start', ({ pipeline }) => {
  const text = shown.get(`${pipeline}-flaky`) ?? '';
  expect(text).toContain('Rate exceeded');
  expect(text).not.toMatch(/Nothing is recorded|Could not read/);
});

test('the lab refuses to break an action that does not exist', () => {
  const wrong = {
    type: 'outcome',
    pipeline: 'codebuild-build-real',
    stage: 'Step',
    action: 'none',
    how: 'real',
  } as const;
  expect(() => lab.perform(wrong)).toThrow('The pipeline codebuild-build-real has no action Step/none.');
});

test('a copy of a recording keeps its commands', () => {
  expect(shown.get('ecrbuildandpublish-build-real')).toContain('`docker build -t shop');
});
