import { expect, it } from 'vitest';
import { artifactInWords } from '../../../lib/core/where/messages.ts';

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
