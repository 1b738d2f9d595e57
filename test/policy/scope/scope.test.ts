import { describe, expect, it } from 'vitest';
import type { Scope } from '../../../lib/policy/file/schema.ts';
import {
  type AnyPipeline,
  coverage,
  coveredStages,
  coversPipeline,
  linksOf,
  looksAtTags,
} from '../../../lib/policy/scope/scope.ts';

const known: AnyPipeline = { account: '111122223333', region: 'eu-central-1', pipeline: 'shop', tags: { env: 'prod' } };
const name: AnyPipeline = { pipeline: 'shop' };
const prod = { tags: { env: 'prod' } };

describe('the coverage of a scope', () => {
  it.each<[Scope, AnyPipeline, string | undefined, 'yes' | 'maybe' | 'no']>([
    [{ pipelines: ['shop'] }, name, undefined, 'yes'],
    [{ pipelines: ['desk'] }, name, undefined, 'no'],
    [{ accounts: ['1111*'] }, known, undefined, 'yes'],
    [{ accounts: ['2222*'] }, known, undefined, 'no'],
    [{ accounts: ['1111*'] }, name, undefined, 'maybe'],
    [{ regions: ['eu-*'] }, known, undefined, 'yes'],
    [{ regions: ['us-*'] }, known, undefined, 'no'],
    [{ regions: ['eu-*'] }, name, undefined, 'maybe'],
    [prod, known, undefined, 'yes'],
    [prod, { ...known, tags: {} }, undefined, 'no'],
    [prod, { ...known, tags: { env: 'dev' } }, undefined, 'no'],
    [prod, name, undefined, 'maybe'],
    [{ tags: { constructor: '*' } }, known, undefined, 'no'],
    [{ tags: { env: ['dev', 'pr*'] } }, known, undefined, 'yes'],
    [{ pipelines: ['*'], exclude: { pipelines: ['shop'] } }, name, undefined, 'no'],
    [{ pipelines: ['*'], exclude: { pipelines: ['desk'] } }, name, undefined, 'yes'],
    [{ pipelines: ['*'], exclude: { accounts: ['1111*'] } }, known, undefined, 'no'],
    [{ pipelines: ['*'], exclude: { accounts: ['1111*'] } }, name, undefined, 'maybe'],
    [{ pipelines: ['*'], exclude: prod }, known, undefined, 'no'],
    [{ pipelines: ['*'], exclude: prod }, name, undefined, 'maybe'],
    [{ pipelines: ['*'], exclude: { regions: ['eu-*'] } }, name, undefined, 'maybe'],
    [{ stages: ['Prod'] }, name, undefined, 'yes'],
    [{ stages: ['Prod'] }, name, 'Prod', 'yes'],
    [{ stages: ['Prod'] }, name, 'Build', 'no'],
    [{ pipelines: ['*'], exclude: { stages: ['Build'] } }, name, undefined, 'yes'],
    [{ pipelines: ['*'], exclude: { stages: ['Build'] } }, name, 'Build', 'no'],
    [{ pipelines: ['*'], exclude: { stages: ['Build'] } }, name, 'Prod', 'yes'],
    [{ pipelines: ['*'], exclude: { pipelines: ['desk'], stages: ['Build'] } }, name, 'Build', 'yes'],
    [{ pipelines: ['*'], exclude: { accounts: ['1111*'], stages: ['Build'] } }, known, 'Build', 'no'],
    [{ pipelines: ['*'], exclude: { accounts: ['1111*'], stages: ['Build'] } }, name, 'Build', 'maybe'],
    [{ pipelines: ['*'], within: { pipelines: ['shop'] } }, name, undefined, 'yes'],
    [{ pipelines: ['*'], within: { pipelines: ['desk'] } }, name, undefined, 'no'],
    [{ pipelines: ['*'], within: prod }, known, undefined, 'yes'],
    [{ pipelines: ['*'], within: prod }, name, undefined, 'maybe'],
    [{ pipelines: ['*'], within: { stages: ['Prod'] } }, name, 'Build', 'no'],
    [{ stages: ['Build'], within: { stages: ['Prod'] } }, name, 'Build', 'no'],
    [{ stages: ['*'], within: { stages: ['Prod'] } }, name, 'Prod', 'yes'],
  ])('%j of %j, stage %s: %s', (scope, subject, stage, expected) => {
    expect(coverage(scope, subject, stage)).toBe(expected);
    // What depends on unknown values counts as covered: an alert that is not needed is better than a missing one.
    if (stage === undefined) expect(coversPipeline(scope, subject)).toBe(expected !== 'no');
    else expect(coveredStages(scope, subject, ['Other', stage]).includes(stage)).toBe(expected !== 'no');
  });
});

it('the links of a scope are the scope and all that it is a part of', () => {
  const outer = { pipelines: ['a*'] };
  const middle = { pipelines: ['ab*'], within: outer };
  const inner = { pipelines: ['abc'], within: middle };
  expect(linksOf(inner)).toEqual([inner, middle, outer]);
  expect(linksOf(outer)).toEqual([outer]);
});

it.each<[Scope, boolean]>([
  [{ pipelines: ['a'] }, false],
  [prod, true],
  [{ pipelines: ['a'], exclude: prod }, true],
  [{ pipelines: ['a'], exclude: { pipelines: ['b'] } }, false],
  [{ pipelines: ['a'], within: prod }, true],
])('whether %j looks at tags: %s', (scope, expected) => {
  expect(looksAtTags(scope)).toBe(expected);
});
