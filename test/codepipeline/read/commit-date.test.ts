import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import { expect, it } from 'vitest';
import { commitDate, commitDates } from '../../../lib/codepipeline/read/commit-date.ts';

const WRITTEN = Date.parse('2019-10-29T03:32:21Z');

it.each([
  '2019-10-29T03:32:21Z',
  '2019-10-29T03:32:21.000Z',
  '2019-10-29T04:32:21+01:00',
  '2019-10-29T04:32:21+0100',
  '2019-10-29 04:32:21 +0100',
  '2019-10-29T03:32:21',
  ' 2019-10-29T03:32:21Z ',
  '1572319941',
  '1572319941 -0700',
  '1572319941000',
  'Tue Oct 29 04:32:21 2019 +0100',
  'Tue, 29 Oct 2019 03:32:21 GMT',
])('%j is a date of a commit', (text) => {
  expect(commitDate(text)).toBe(WRITTEN);
});

it.each([
  undefined,
  '',
  'yesterday',
  '1',
  '42',
  '2019',
  '2019-10-29',
  '2019-13-45T03:32:21Z',
  '2019-10-29T03:32:21Z; DROP',
  '1970-01-01T00:00:00Z',
  '0000000000',
  'Some Body 3:32:21 2019 +0100',
  'x'.repeat(1000),
])('%j is no date of a commit', (text) => {
  expect(commitDate(text)).toBeUndefined();
});

function source(actionName: string, outputVariables: Record<string, string>): ActionExecutionDetail {
  return {
    actionName,
    status: 'Succeeded',
    input: { actionTypeId: { category: 'Source', owner: 'AWS', provider: 'CodeCommit', version: '1' } },
    output: { outputVariables },
  };
}

it('the commit date is that of the committer, or else of the author, in the last run of each source', () => {
  const [old, late] = ['2019-10-29T03:32:21Z', '2019-10-30T03:32:21Z'];
  const build = { ...source('Build', { AuthorDate: old }), input: { actionTypeId: undefined } };
  expect(
    commitDates([
      source('App', { AuthorDate: old, CommitterDate: late }),
      source('App', { AuthorDate: old }),
      source('Config', { AuthorDate: old, CommitterDate: 'soon' }),
      source('Image', { ImageDigest: 'sha256:aa' }),
      build,
    ]),
  ).toEqual({ App: Date.parse(late), Config: WRITTEN });
});
