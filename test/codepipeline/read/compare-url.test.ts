import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareUrl } from '../../../lib/codepipeline/read/compare-url.ts';
import { draws } from '../../kit/draws.ts';

const base = '1'.repeat(40);
const head = 'abcdef0123456789abcdef0123456789abcdef01';
const console = 'https://eu-central-1.console.aws.amazon.com';
const redirect = (repository: string, commit = head) =>
  `${console}/codesuite/settings/connections/redirect?connectionArn=arn:aws:codestar-connections:eu-central-1:1234567890:connection/4dde5c82&referenceType=COMMIT&FullRepositoryId=${repository}&Commit=${commit}`;

describe('a link that compares two commits', () => {
  it.each([
    ['https://github.com/acme/shop/commit/HEAD', 'https://github.com/acme/shop/compare/BASE...HEAD'],
    ['https://git.example.com/acme/shop/commit/HEAD', 'https://git.example.com/acme/shop/compare/BASE...HEAD'],
    ['https://gitlab.com/acme/web/shop/-/commit/HEAD', 'https://gitlab.com/acme/web/shop/-/compare/BASE...HEAD'],
    ['https://bitbucket.org/acme/shop/commits/HEAD', 'https://bitbucket.org/acme/shop/branches/compare/HEAD%0DBASE'],
    [
      `${console}/codecommit/home#/repository/my-repo/commit/HEAD`,
      `${console}/codesuite/codecommit/repositories/my-repo/compare/BASE/.../HEAD`,
    ],
    [
      'https://console.aws.amazon.com/codesuite/codecommit/repositories/my.repo_1/commit/HEAD?region=us-east-2',
      'https://console.aws.amazon.com/codesuite/codecommit/repositories/my.repo_1/compare/BASE/.../HEAD?region=us-east-2',
    ],
  ])('comes from the page %s', (url, expected) => {
    const fill = (text: string) => text.replaceAll('HEAD', head).replaceAll('BASE', base);
    expect(compareUrl(base, { revision: head, url: fill(url) })).toBe(fill(expected));
  });

  it.each([
    ['GitHub', 'acme/shop', `https://github.com/acme/shop/compare/${base}...${head}`],
    ['GitLab', 'acme/web/shop', `https://gitlab.com/acme/web/shop/-/compare/${base}...${head}`],
    ['Bitbucket', 'acme/shop', `https://bitbucket.org/acme/shop/branches/compare/${head}%0D${base}`],
    ['GitHub', 'acme/a%20shop%3F', `https://github.com/acme/a%20shop%3F/compare/${base}...${head}`],
  ])('comes from a connection to %s (%s)', (provider, repository, expected) => {
    expect(compareUrl(base, { revision: head, url: redirect(repository), provider })).toBe(expected);
  });
});

describe('there is no link', () => {
  const page = `https://github.com/acme/shop/commit/${head}`;

  it.each([
    ['if the base is no commit', '1.0', { revision: head, url: page }],
    ['if the head is no commit', base, { revision: 'sha256:abc', url: page }],
    ['without a base', undefined, { revision: head, url: page }],
    ['between a commit and itself', head, { revision: head, url: page }],
    ['from the page of another commit', base, { revision: base.replaceAll('1', '2'), url: page }],
    ['without a page', base, { revision: head }],
    ['from an invalid address', base, { revision: head, url: `commit/${head}` }],
    ['without encryption', base, { revision: head, url: page.replace('https', 'http') }],
    ['from a script', base, { revision: head, url: `javascript:alert(1)//x/y/commit/${head}` }],
    ['with a user in the address', base, { revision: head, url: page.replace('github.com', 'github.com@evil.com') }],
    [
      'from a page of an unknown form',
      base,
      { revision: head, url: `https://dev.azure.com/a/b/_git/c/commit/${head}` },
    ],
    ['from a self-hosted Bitbucket', base, { revision: head, url: `https://b.com/projects/A/repos/b/commits/${head}` }],
    ['to an unknown provider', base, { revision: head, url: redirect('acme/shop') }],
    ['to a self-hosted provider', base, { revision: head, url: redirect('a/b'), provider: 'GitHubEnterpriseServer' }],
    ['with a relative path as the repository', base, { revision: head, url: redirect('../..'), provider: 'GitHub' }],
    ['to an owner without a repository', base, { revision: head, url: redirect('acme'), provider: 'GitHub' }],
    ['from a connection of another commit', base, { revision: head, url: redirect('a/b', base), provider: 'GitHub' }],
    [
      'from a host that only looks like the console',
      base,
      { revision: head, url: redirect('a/b').replace('amazon.com', 'amazon.com.evil.com'), provider: 'GitHub' },
    ],
  ])('%s', (_, from, to) => {
    expect(compareUrl(from, to)).toBeUndefined();
  });

  it('to any host except that of the page or a known provider', () => {
    const part = fc.oneof(fc.constantFrom('acme', 'commit', 'commits', '-', '..', head, 'repositories'), fc.string());
    const host = fc.constantFrom('github.com', 'x.example.com', 'eu-central-1.console.aws.amazon.com', 'a@b.com');
    const url = fc
      .tuple(host, fc.array(part, { maxLength: 6 }), fc.option(part, { nil: undefined }))
      .map(([at, path, end]) => `https://${at}/${path.join('/')}${end === undefined ? '' : `?Commit=${head}&${end}`}`);
    const provider = fc.constantFrom(undefined, 'GitHub', 'GitLab', 'Bitbucket');
    fc.assert(
      fc.property(url, part, provider, (page, repository, by) => {
        for (const from of [page, `${page}/commit/${head}`, redirect(repository), redirect(`a/${repository}`)]) {
          const link = compareUrl(base, { revision: head, url: from, provider: by });
          if (link === undefined) continue;
          const hosts = [new URL(from).host, 'github.com', 'gitlab.com', 'bitbucket.org'];
          expect(hosts).toContain(new URL(link).host);
          expect(link).toMatch(/^https:\/\/[^\s<>|"]+$/);
          expect(link).toContain(base);
        }
      }),
      draws(2_000),
    );
  });
});
