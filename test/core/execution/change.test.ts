import { describe, expect, it } from 'vitest';
import { changeOf, shortRevision } from '../../../lib/core/execution/change.ts';

const [A, B] = ['a'.repeat(40), 'b'.repeat(40)];

describe('the change of an execution', () => {
  it('is that of its first source by name, and includes the others', () => {
    const sources = { Web: { revision: B, message: 'web' }, Api: { revision: A, message: 'api' }, Docs: {} };
    expect(changeOf({ sources })).toEqual({
      revision: A,
      message: 'api',
      source: 'Api',
      others: 2,
      more: [{ source: 'Docs' }, { revision: B, message: 'web', source: 'Web' }],
    });
    expect(changeOf({ sources: { Api: { revision: A } } })).toEqual({ revision: A, source: 'Api', others: 0 });
    expect(changeOf({ sources: {} })).toBeUndefined();
    expect(changeOf({})).toBeUndefined();
  });

  it('is first that of a Git trigger, which has no source action', () => {
    const sources = { Api: { revision: A }, '': { revision: B, branch: 'main' } };
    expect(changeOf({ sources })).toEqual({
      revision: B,
      branch: 'main',
      others: 1,
      more: [{ revision: A, source: 'Api' }],
    });
  });

  it('merges a trigger and a source action with the same revision, and prefers the trigger', () => {
    const sources = {
      Api: { revision: B, message: 'other' },
      Web: { revision: A, message: 'as the action has it', url: 'https://example.com/web' },
      '': { revision: A, message: 'as the trigger has it', author: 'Mia', url: undefined },
    };
    expect(changeOf({ sources })).toEqual({
      revision: A,
      message: 'as the trigger has it',
      author: 'Mia',
      url: 'https://example.com/web',
      source: 'Web',
      others: 1,
      more: [{ revision: B, message: 'other', source: 'Api' }],
    });
  });

  it('has the page that compares its own source', () => {
    const about = {
      sources: { Api: { revision: A }, Web: {} },
      compare: [1, { Web: 'https://w' }] as [number, Record<string, string>],
    };
    const { more, compareUrl } = changeOf(about) ?? {};
    expect([compareUrl, more?.[0]?.compareUrl]).toEqual([undefined, 'https://w']);
  });
});

it.each([
  [A, 'aaaaaaa'],
  [`${A}a`, `${A}a`],
  [`x${A}`, `x${A}`],
  ['v1.2', 'v1.2'],
  [undefined, ''],
])('the short form of the revision %s is %s', (revision, short) => {
  expect(shortRevision(revision)).toBe(short);
});
