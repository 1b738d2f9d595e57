import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authorsIn, authorsOf, coAuthorsByRevision } from '../../../lib/codepipeline/read/authors.ts';
import { changesSince, commitOf, describeChanges } from '../../../lib/codepipeline/read/changes.ts';
import { type Fetched, fetchedIn } from '../../../lib/codepipeline/read/source-revision.ts';
import { webLink } from '../../../lib/codepipeline/read/text.ts';
import { draws } from '../../kit/draws.ts';

const fetched = (revision: string, more: Partial<Fetched> = {}): Fetched => ({
  executionId: 'e',
  source: 'App',
  revision,
  coAuthors: [],
  ...more,
});

const source = (
  revision: string,
  outputVariables: Record<string, string>,
  category: 'Source' | 'Build' = 'Source',
) => ({
  status: 'Succeeded' as const,
  input: { actionTypeId: { category, owner: 'AWS' as const, provider: 'CodeStarSourceConnection', version: '1' } },
  output: { executionResult: { externalExecutionId: revision }, outputVariables },
});

describe('a change', () => {
  it('has the first line of its message, links that a browser opens, and short texts', () => {
    const long = 'x'.repeat(1000);
    const wrote = authorsIn([source('r1', { AuthorDisplayName: long, AuthorEmail: `${long}@example.com` })]);
    const commit = commitOf(fetched('r1', { message: `\n ${long}\nmore`, url: 'javascript:alert(1)' }), wrote);
    expect(commit).toMatchObject({ executionId: 'e', revision: 'r1' });
    expect([commit.message?.length, commit.author?.length]).toEqual([200, 100]);
    // A cut address could belong to another person.
    expect([commit.url, commit.email]).toEqual([undefined, undefined]);
  });

  it('of a source that did not change does not count, even if another source has the same revision', () => {
    const base = [fetched('r1'), fetched('c1', { source: 'Config' })];
    const own = [fetched('r1'), fetched('r1', { source: 'Config' })];
    expect(changesSince(own, [], base)).toEqual([fetched('r1', { source: 'Config' })]);
  });

  it('belongs to the newest execution that has it', () => {
    const own = [fetched('r2', { executionId: 'new' })];
    expect(changesSince(own, [fetched('r2', { executionId: 'old' }), fetched('r1')], [])).toEqual([
      fetched('r2', { executionId: 'new' }),
      fetched('r1'),
    ]);
  });
});

describe('a link', () => {
  it.each([
    ['https://example.com/a?b=c#d', 'https://example.com/a?b=c#d'],
    ['http://intra', 'http://intra/'],
    ['https://example.com/a|b> <c', 'https://example.com/a%7Cb%3E%20%3Cc'],
    ['https://github.com@example.com/', undefined],
    ['ftp://example.com/', undefined],
    ['example.com', undefined],
    [`https://example.com/${'x'.repeat(3000)}`, undefined],
    [undefined, undefined],
  ])('%s is %s', (text, link) => {
    expect(webLink(text)).toBe(link);
  });
});

describe('a source', () => {
  const run = (revision: string, more: object = {}) => ({ ...source(revision, {}), actionName: 'App', ...more });

  it('that ran again has the revision of its newest run, which is listed first', () => {
    expect(fetchedIn([run('r2'), run('r1')])).toMatchObject([{ source: 'App', revision: 'r2' }]);
  });

  it('that failed has no revision', () => {
    expect(fetchedIn([run('r1', { status: 'Failed' })])).toEqual([]);
  });

  it('is sorted by name, whatever the order of the list', () => {
    const names = fetchedIn([run('r1', { actionName: 'b' }), run('r2', { actionName: 'a' })]);
    expect(names.map((one) => one.source)).toEqual(['a', 'b']);
  });
});

describe('authors', () => {
  it.each([
    [
      { AuthorDisplayName: 'Ann', AuthorId: 'ann1', AuthorEmail: 'a@b.c' },
      { name: 'Ann', email: 'a@b.c' },
    ],
    [{ AuthorDisplayName: '', AuthorId: 'ann1' }, { name: 'ann1' }],
    [{ AuthorEmail: 'a@b.c' }, { email: 'a@b.c' }],
    [{ AuthorDisplayName: 'Ann', AuthorEmail: 'somebody' }, { name: 'Ann' }],
  ])('are read from %o', (variables, author) => {
    expect(authorsIn([source('r1', variables as Record<string, string>)]).get('r1')).toEqual(author);
  });

  it('are not read from a build, or from a source without an author', () => {
    const build = source('r1', { AuthorDisplayName: 'Ann' }, 'Build');
    expect(authorsIn([build, source('r2', { CommitId: 'r2' })]).size).toBe(0);
  });

  it('include the co-authors in the output variable and in the summary', () => {
    const trailer = (name: string) => `x\n\nCo-authored-by: ${name} <${name}@x.example>`;
    const both = source('r1', { CommitMessage: trailer('ann') });
    const executionResult = {
      externalExecutionId: 'r1',
      externalExecutionSummary: JSON.stringify({ ProviderType: 'GitHub', CommitMessage: trailer('bo') }),
    };
    const found = coAuthorsByRevision([{ ...both, output: { ...both.output, executionResult } }]);
    expect(found.get('r1')).toEqual([
      { name: 'ann', email: 'ann@x.example' },
      { name: 'bo', email: 'bo@x.example' },
    ]);
  });

  it('include the co-authors that only the summary of an earlier execution names', () => {
    const ann = { name: 'Ann', email: 'ann@x.example' };
    const writers = { wrote: new Map([['r1', { name: 'Mia' }]]), coAuthors: new Map() };
    const { authors } = describeChanges([fetched('r1', { coAuthors: [ann] })], [], [], writers, true);
    expect(authors).toEqual([{ name: 'Mia' }, ann]);
  });

  it('are at most fifty, and one more unknown author', () => {
    const wrote = new Map(Array.from({ length: 60 }, (_, n) => [`r${n}`, { name: `N${n}` }]));
    const authors = authorsOf([...wrote.keys()], wrote, true);
    expect(authors).toHaveLength(51);
    expect(authors.at(-1)).toEqual({});
    expect(authorsOf([...wrote.keys()].slice(0, 50), wrote, true)).toHaveLength(50);
  });

  it('include each person who wrote a change: by name, or as one empty author for all unknown people', () => {
    const revision = fc.nat({ max: 30 }).map((n) => `r${n}`);
    const entry = fc.record({ source: fc.constantFrom('App', 'Config'), revision }).map((one) => fetched('', one));
    const wrote = fc.array(fc.tuple(revision, fc.record({ name: fc.constantFrom('Ann', 'Bob', 'Cem') })));
    fc.assert(
      fc.property(
        fc.array(entry),
        fc.array(entry),
        fc.array(entry),
        wrote,
        fc.boolean(),
        (own, earlier, base, by, whole) => {
          const known = new Map(by);
          const changes = changesSince(own, earlier, base);
          const {
            authors,
            changesInAll,
            changes: listed,
          } = describeChanges(changes, own, base, { wrote: known, coAuthors: new Map() }, whole);
          const had = (one: Fetched) => base.findLast((each) => each.source === one.source)?.revision === one.revision;
          const gone = [...own, ...earlier].filter((one) => !had(one)).map((one) => one.revision);
          expect(changesInAll).toBe(new Set(gone).size);
          expect(listed.length).toBe(Math.min(5, changesInAll));
          if (gone.length === 0)
            for (const { revision } of own) expect(authors).toContainEqual(known.get(revision) ?? {});
          for (const one of gone) expect(authors).toContainEqual(known.get(one) ?? {});
          expect(authors.filter((one) => Object.keys(one).length === 0).length).toBeLessThanOrEqual(1);
          if (!whole) expect(authors).toContainEqual({});
          expect(new Set(authors.map((one) => JSON.stringify(one))).size).toBe(authors.length);
        },
      ),
      draws(1_000),
    );
  });
});
