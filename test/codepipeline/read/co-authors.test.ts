import { expect, it } from 'vitest';
import { coAuthorsIn } from '../../../lib/codepipeline/read/co-authors.ts';

const ann = { name: 'Ann Weber', email: 'ann@example.com' };
const ravi = { name: 'Ravi Nair', email: 'ravi@example.com' };

it.each<[what: string, message: string | undefined, people: object[]]>([
  ['no message', undefined, []],
  ['a message without trailers', 'Fix it\n\nReported-by: Ann Weber <ann@example.com>', []],
  ['one trailer', 'Fix it\n\nCo-authored-by: Ann Weber <ann@example.com>', [ann]],
  [
    'two trailers of a squashed commit, in any capitals',
    'Pay (#12)\n\n* one\n\n---------\n\nCo-Authored-By: Ravi Nair <ravi@example.com>\nco-authored-by: Ann Weber <ann@example.com>',
    [ravi, ann],
  ],
  [
    'trailers that other text follows',
    'Pay\n\n* one\n\n  Co-authored-by: Ann Weber <ann@example.com>\n\n* two\n> Co-authored-by: Ravi Nair <ravi@example.com>\n\nSigned-off-by: Mia',
    [ann, ravi],
  ],
  [
    'two people in one trailer',
    'x\n\nCo-authored-by: Ann Weber <ann@example.com>, Ravi Nair <ravi@example.com>',
    [ann, ravi],
  ],
  ['Windows line ends', 'x\r\n\r\nCo-authored-by: Ann Weber <ann@example.com>\r\n', [ann]],
  [
    'JSON that was cut',
    String.raw`{"ProviderType":"GitHub","CommitMessage":"x\n\nCo-authored-by: Ann Weber <ann@example.com>\n\nmore`,
    [ann],
  ],
  [
    'a trailer with brackets that do not match',
    'x\n\nCo-authored-by: Mia <mia, Ann Weber <ann@example.com>> Ravi Nair <ravi@example.com>',
    [ann, ravi],
  ],
  ['an address alone', 'x\n\nCo-authored-by: ann@example.com', [{ email: 'ann@example.com' }]],
  ['a name alone', 'x\n\nCo-authored-by : Ann Weber', [{ name: 'Ann Weber' }]],
  ['a name with an empty address', 'x\n\nCo-authored-by: Ann Weber <>', [{ name: 'Ann Weber' }]],
  ['an address without a name', 'x\n\nCo-authored-by: <ann@example.com>', [{ email: 'ann@example.com' }]],
  ['a trailer without a person', 'x\n\nCo-authored-by:', []],
  ['words in a sentence', 'Parse the Co-authored-by: trailer', []],
])('co-authors in %s', (_, message, people) => {
  expect(coAuthorsIn(message)).toEqual(people);
});

/** A pattern that scans a line again from each character would need 10¹² steps, and the test would not end. */
it.each([
  ['a', 1],
  ['<', 1],
  ['>', 1],
  ['<a@b>,', 166_666],
])('a line of a million characters %s comes to an end', (text, people) => {
  expect(coAuthorsIn(`Co-authored-by: ${text.repeat(1_000_000 / text.length)}`)).toHaveLength(people);
});
