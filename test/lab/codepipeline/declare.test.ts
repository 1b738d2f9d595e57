import { describe, expect, test } from 'vitest';
import { milliseconds, readPipeline } from '../../../lab/codepipeline/declare.ts';

const action = (more: object = {}) => ({ name: 'Do', provider: 'CodeBuild', ...more });
const source = { name: 'Source', actions: [{ name: 'App', provider: 'CodeStarSourceConnection' }] };
const pipeline = (last: object = action(), more: object = {}) => ({
  name: 'shop',
  stages: [source, { name: 'Last', actions: [last] }],
  ...more,
});
const lastAction = (written: object) => readPipeline(pipeline(written)).stages[1]?.actions[0];

test('a short declaration gets default values, and can be read again', () => {
  const read = readPipeline(pipeline());
  expect(read).toMatchObject({ mode: 'SUPERSEDED', account: '123456789012', region: 'eu-central-1', tags: {} });
  expect(read.stages[1]?.actions[0]).toEqual({
    name: 'Do',
    provider: 'CodeBuild',
    category: 'Build',
    owner: 'AWS',
    runOrder: 1,
    configuration: {},
    takes: '3s',
    outcomes: [],
  });
  expect(readPipeline(read)).toEqual(read);
});

test.each([
  ['Commands', 'Compute'],
  ['Manual', 'Approval'],
  ['CloudFormation', 'Deploy'],
  ['StepFunctions', 'Invoke'],
  ['DeviceFarm', 'Test'],
])('%s has the category %s', (provider, category) => {
  expect(lastAction(action({ provider }))?.category).toBe(category);
});

test('a written value wins over a default', () => {
  expect(lastAction(action({ provider: 'S3', category: 'Deploy' }))?.category).toBe('Deploy');
  expect(lastAction(action({ provider: 'Jenkins' }))?.owner).toBe('Custom');
});

describe('a declaration is refused, with the place and the reason,', () => {
  test.each([
    ['takse', pipeline(action({ takse: '5s' }))],
    ["'500ms', '5s'", pipeline(action({ takes: '5 seconds' }))],
    ['category of Homemade is not known', pipeline(action({ provider: 'Homemade' }))],
    ['answered by people', pipeline(action({ provider: 'Manual', outcomes: [{ state: 'Failed' }] }))],
    ['stages[1].actions[0].timeoutInMinutes', pipeline(action({ timeoutInMinutes: 1 }))],
    ['made of Source actions', pipeline(action({ provider: 'CodeCommit' }))],
    ['a name has', pipeline(action({ name: 'no spaces' }))],
    ['mode', pipeline(action(), { mode: 'QUEUE' })],
    ['same name', { name: 'shop', stages: [source, { name: 'Source', actions: [action()] }] }],
    ['in this reason', { name: 'shop', stages: [source, { name: 'Last', disabled: 'a_b', actions: [action()] }] }],
  ])('such as: %s', (complaint, written) => {
    expect(() => readPipeline(written)).toThrow(complaint);
  });
});

test('durations are read in their units', () => {
  expect(['250ms', '5s', '2m', '3h'].map(milliseconds)).toEqual([250, 5000, 120_000, 10_800_000]);
});
