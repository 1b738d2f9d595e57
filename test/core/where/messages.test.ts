import { expect, it } from 'vitest';
import type { FreezeDecision } from '../../../lib/core/model/policy-port.ts';
import {
  artifactInWords,
  boardTitle,
  deployedInWords,
  heldInWords,
  unreadInWords,
} from '../../../lib/core/where/messages.ts';

const built = { executionId: '7f3a1b2c-1111', stage: 'Prod', action: 'compile' };
const unequal = { type: 'other', as: 'Staging', artifact: 'App', built } as const;
const same = { type: 'same', as: 'Staging', artifact: 'App' } as const;
const NOT = '⚠️ Not the artifact that Staging ran:';
const digest = `sha256:${'d'.repeat(64)}`;

it.each([
  [same, 'Same artifact as Staging: App'],
  [{ ...same, built }, 'Same artifact as Staging: App, built by execution 7f3a1b2c'],
  [{ ...same, built: { ...built, fetched: true } }, 'Same artifact as Staging: App, fetched by execution 7f3a1b2c'],
  [{ ...same, built: { ...built, version: digest } }, /7f3a1b2c, sha256:dddddddddddd$/],
  [{ ...same, built: { ...built, version: '3HL4kqtJlcpXroDTDmJ-rmSpXd3dIbrHY' } }, /7f3a1b2c, version 3HL4kqtJlcpX$/],
  [{ ...unequal, cause: 'rebuilt' }, `${NOT} Prod/compile builds App after Staging.`],
  [{ ...unequal, cause: 'retried' }, `${NOT} a retry of Prod/compile replaced App.`],
  [{ ...unequal, cause: 'execution' }, `${NOT} execution 7f3a1b2c built App again.`],
  [{ ...unequal, cause: 'object' }, `${NOT} App is another object in S3.`],
  [{ ...unequal, cause: 'rebuilt', built: undefined }, `${NOT} an action builds App after Staging.`],
  [{ ...unequal, cause: 'execution', built: undefined }, `${NOT} another execution built App again.`],
  [{ ...unequal, cause: 'digest', built: { ...built, tag: 'v7' } }, `${NOT} the tag v7 has another digest.`],
  [
    { type: 'unknown', as: 'Staging', cause: 'not listed' },
    'Cannot tell whether Staging ran this artifact: CodePipeline lists no deployment of it in Staging.',
  ],
  [{ type: 'unknown', as: 'Staging', cause: 'other names' }, /: Staging takes an artifact of another name\.$/],
  [{ type: 'unknown', as: 'Staging', cause: 'unknown build' }, /: CodePipeline does not list its build\.$/],
] as const)('an approval has one sentence for the artifact %j', (proof, words) => {
  expect(artifactInWords(proof)).toEqual(typeof words === 'string' ? words : expect.stringMatching(words));
});

it.each([
  ['bbbbbbb', 'Round half\n\nto even', false, 'bbbbbbb Round half'],
  ['bbbbbbb', undefined, true, 'bbbbbbb, by roll-back'],
  ['', 'Round half', false, 'Round half'],
  ['', undefined, false, 'unknown revision'],
])('a deployment of %j with the message %j has its change', (revision, message, isRollback, words) => {
  expect(deployedInWords(revision, message, isRollback)).toBe(words);
});

it('a stage shows the freezes or the owners of the locks that hold it, and until when', () => {
  const held = (more: Partial<FreezeDecision>) =>
    heldInWords({ rules: ['night', 'weekend'], ...more } as FreezeDecision);
  expect(held({})).toBe('❄️ frozen by night, weekend');
  expect(held({ until: Date.UTC(2026, 10, 30, 18) })).toBe('❄️ frozen by night, weekend until 2026-11-30 18:00 UTC');
  const lock = { id: 'lock-1', from: 0, until: 1, stages: ['Prod'] };
  const locks = [
    { ...lock, by: 'U0ANN', name: 'ann' },
    { ...lock, by: 'U0BO' },
  ];
  expect(held({ locks })).toBe('❄️ locked by ann, U0BO');
});

it.each([
  [0, 0, 'no pipeline matches.'],
  [1, 0, '1 pipeline, nothing waits'],
  [3, 2, '3 pipelines, 2 with changes that wait'],
  [3, 3, '3 pipelines, all with changes that wait'],
])('the title of a board of %i pipelines counts the %i with changes that wait', (pipelines, behind, words) => {
  expect(boardTitle('shops', pipelines, behind)).toBe(`What runs where (shops): ${words}`);
});

it('a board names a pipeline that could not be read, with the error', () => {
  expect(unreadInWords('shop', 'AccessDenied')).toBe('shop · could not be read: AccessDenied');
});
