import { describe, expect, it } from 'vitest';
import { commitUrl } from '../../../lib/core/execution/change.ts';
import { referencePage, repositoryOf } from '../../../lib/core/execution/repository.ts';

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
  ])('of a connection to %s', (provider, repository, page) => {
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
    { url: 'https://eu-central-1.console.aws.amazon.com/codesuite/codecommit/repositories/shop' },
  ])('unless the repository is unknown: %j', (source) => {
    expect(pageOf(source, '#1')).toBeUndefined();
  });
});
