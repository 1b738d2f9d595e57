import { describe, expect, it } from 'vitest';
import { commitUrl } from '../../../lib/core/execution/change.ts';
import {
  commitPage,
  comparePage,
  httpsPage,
  isSha,
  referencePage,
  repositoryOf,
} from '../../../lib/core/execution/repository.ts';

const revision = 'abcdef0123456789abcdef0123456789abcdef01';
const redirect = (repository: string) =>
  `https://eu-central-1.console.aws.amazon.com/codesuite/settings/connections/redirect?connectionArn=arn&referenceType=COMMIT&FullRepositoryId=${repository}&Commit=${revision}`;

function pageOf(source: Parameters<typeof repositoryOf>[0], reference: string) {
  const repository = repositoryOf({ revision, ...source });
  return repository && referencePage(repository, reference);
}

describe('a commit links to its host', () => {
  it.each([
    ['GitHub', 'acme/shop', `https://github.com/acme/shop/commit/${revision}`],
    ['GitLab', 'acme/web/shop', `https://gitlab.com/acme/web/shop/-/commit/${revision}`],
    ['Bitbucket', 'acme/shop', `https://bitbucket.org/acme/shop/commits/${revision}`],
  ])('for a connection to %s', (provider, repository, page) => {
    expect(commitUrl({ revision, url: redirect(repository), provider })).toBe(page);
    expect(commitUrl({ revision, repository, provider })).toBe(page);
  });

  it('or keeps the page of the source if the host is unknown', () => {
    const url = redirect('acme/shop');
    expect(commitUrl({ revision, url, provider: 'GitHubEnterpriseServer' })).toBe(url);
    expect(commitUrl({ revision, url })).toBe(url);
    expect(commitUrl({ revision: 'v1', url: 'https://s3.example/object' })).toBe('https://s3.example/object');
  });
});

describe('a number links to the pull request', () => {
  it.each([
    [{ url: redirect('acme/shop'), provider: 'GitHub' }, '#123', 'https://github.com/acme/shop/pull/123'],
    [{ url: `https://git.example.com/acme/shop/commit/${revision}` }, '#1', 'https://git.example.com/acme/shop/pull/1'],
    [
      { repository: 'acme/web/shop', provider: 'GitLab' },
      '!45',
      'https://gitlab.com/acme/web/shop/-/merge_requests/45',
    ],
    [{ repository: 'acme/web/shop', provider: 'GitLab' }, '#4', 'https://gitlab.com/acme/web/shop/-/issues/4'],
    [{ url: redirect('acme/shop'), provider: 'Bitbucket' }, '#12', 'https://bitbucket.org/acme/shop/pull-requests/12'],
  ])('%j %s', (source, reference, page) => {
    expect(pageOf(source, reference)).toBe(page);
  });

  it.each([
    { provider: 'GitHub', repository: '../..' },
    { provider: 'GitHub', repository: 'acme' },
    { provider: 'CodeCommit', repository: 'acme/shop' },
    { provider: 'GitHub', url: redirect('acme/shop').replace(revision, 'other') },
    { provider: 'GitHub', url: redirect('acme/shop').replace('/connections/redirect', '/connections') },
    { provider: 'GitHub', url: redirect('') },
    { url: `https://git.example.com/acme/shop/commit/${revision}/files` },
    { url: `https://git.example.com/web/acme/shop/commit/${revision}` },
    { url: `https://git.example.com/a'b/shop/commit/${revision}` },
    { url: `https://git.example.com/a'b/shop/-/commit/${revision}` },
    { provider: 'GitHub' },
    { url: 'https://eu-central-1.console.aws.amazon.com/codesuite/codecommit/repositories/shop' },
  ])('unless the repository is unknown: %j', (source) => {
    expect(pageOf(source, '#1')).toBeUndefined();
  });
});

describe('a page', () => {
  it.each([
    ['with HTTPS', 'https://git.example.com/a', true],
    ['with HTTP', 'http://git.example.com/a', false],
    ['with a user', 'https://mia@git.example.com/a', false],
    ['with a password', 'https://:secret@git.example.com/a', false],
    ['that is not a URL', 'shop', false],
    ['that is missing', undefined, false],
  ])('%s', (_, url, isPage) => {
    expect(httpsPage(url)?.href).toBe(isPage ? url : undefined);
  });
});

describe('a commit page', () => {
  it.each([
    [`https://git.example.com/a/b/commit/${revision}`, 'GitHub', 'https://git.example.com/a/b'],
    [`https://git.example.com/a/b/commits/${revision}`, 'Bitbucket', 'https://git.example.com/a/b'],
    [`https://git.example.com/a/b/c/-/commit/${revision}`, 'GitLab', 'https://git.example.com/a/b/c'],
  ])('%s belongs to %s', (url, kind, repository) => {
    expect(repositoryOf({ url, revision })).toEqual({ kind, url: repository });
    expect(repositoryOf({ url })).toEqual({ kind, url: repository });
    expect(repositoryOf({ url, revision: 'other' })).toBeUndefined();
  });

  it.each(['a/commit', 'a/b/c/commit', 'a/b/tree', 'a/b/x/commits'])(
    'needs the path of a repository, and %s is not one',
    (path) => {
      expect(repositoryOf({ url: `https://git.example.com/${path}/${revision}`, revision })).toBeUndefined();
    },
  );
});

it.each([
  ['GitHub', 'u/compare/a...b', 'u/commit/a'],
  ['GitLab', 'u/-/compare/a...b', 'u/-/commit/a'],
  ['Bitbucket', 'u/branches/compare/b%0Da', 'u/commits/a'],
] as const)('%s has its own comparison page', (kind, compared, commit) => {
  expect(comparePage({ kind, url: 'u' }, 'a', 'b')).toBe(compared);
  expect(commitPage({ kind, url: 'u' }, 'a')).toBe(commit);
});

it.each(['GitHub', 'Bitbucket'] as const)('%s has no merge requests', (kind) => {
  expect(referencePage({ kind, url: 'u' }, '!1')).toBeUndefined();
});

it.each([
  ['abcdef0', true],
  ['ABCDEF0', true],
  ['abcdef', false],
  ['a'.repeat(64), true],
  ['a'.repeat(65), false],
  ['vabcdef0', false],
  [undefined, false],
])('%s is a commit: %s', (text, is) => {
  expect(isSha(text)).toBe(is);
});

it.each(['acme/', '/shop', 'acme/./shop', 'acme/../shop'])('%s names no repository', (name) => {
  expect(repositoryOf({ provider: 'GitHub', repository: name })).toBeUndefined();
});

it('a name of a repository is escaped', () => {
  expect(repositoryOf({ provider: 'GitHub', repository: 'acme/a b' })?.url).toBe('https://github.com/acme/a%20b');
});
