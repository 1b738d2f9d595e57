import type { SourceRevision } from './facts.ts';
import { isConsole } from './partition.ts';

/** Web pages of a Git host. A link is built only from an https page of the commit, or from a host that the connection
 *  names; the host of a self-managed provider is unknown then. */

type Kind = 'GitHub' | 'GitLab' | 'Bitbucket';

export interface Repository {
  kind: Kind;
  url: string;
}

type Source = Pick<SourceRevision, 'revision' | 'url' | 'provider' | 'repository'>;

export function repositoryOf(source: Source): Repository | undefined {
  const page = httpsPage(source.url);
  if (page && !isConsole(page.host)) return ofCommitPage(page, source.revision);
  if (page?.pathname.endsWith('/connections/redirect')) {
    const { searchParams } = page;
    if (source.revision !== undefined && searchParams.get('Commit') !== source.revision) return undefined;
    return onHost(source.provider, searchParams.get('FullRepositoryId') ?? '');
  }
  return page ? undefined : onHost(source.provider, source.repository ?? '');
}

export function commitPage({ kind, url }: Repository, revision: string): string {
  return { GitHub: `${url}/commit/`, GitLab: `${url}/-/commit/`, Bitbucket: `${url}/commits/` }[kind] + revision;
}

export function comparePage({ kind, url }: Repository, base: string, head: string): string {
  switch (kind) {
    case 'GitHub':
      return `${url}/compare/${base}...${head}`;
    case 'GitLab':
      return `${url}/-/compare/${base}...${head}`;
    case 'Bitbucket':
      return `${url}/branches/compare/${head}%0D${base}`;
    default:
      return kind satisfies never;
  }
}

/** @param reference `#12`; on GitLab `!12` is a merge request and `#12` an issue */
export function referencePage({ kind, url }: Repository, reference: string): string | undefined {
  const number = reference.slice(1);
  const isMergeRequest = reference.startsWith('!');
  switch (kind) {
    case 'GitHub':
      return isMergeRequest ? undefined : `${url}/pull/${number}`;
    case 'GitLab':
      return `${url}/-/${isMergeRequest ? 'merge_requests' : 'issues'}/${number}`;
    case 'Bitbucket':
      return isMergeRequest ? undefined : `${url}/pull-requests/${number}`;
    default:
      return kind satisfies never;
  }
}

export function isSha(revision: string | undefined): revision is string {
  return revision !== undefined && /^[0-9a-f]{7,64}$/i.test(revision);
}

export function httpsPage(url: string | undefined): URL | undefined {
  const page = URL.parse(url ?? '') ?? undefined;
  return page?.protocol === 'https:' && page.username === '' && page.password === '' ? page : undefined;
}

function ofCommitPage(page: URL, revision: string | undefined): Repository | undefined {
  const [, path = '', kind, of] =
    /^(\/[\w.~%/-]+?)\/(commit|-\/commit|commits)\/([0-9a-f]+)$/i.exec(page.pathname) ?? [];
  if (!kind || (revision !== undefined && of !== revision)) return undefined;
  const url = `${page.origin}${path}`;
  if (kind === '-/commit') return { kind: 'GitLab', url };
  if (path.split('/').length !== 3) return undefined;
  return { kind: kind === 'commit' ? 'GitHub' : 'Bitbucket', url };
}

const hosts: Record<Kind, string> = {
  GitHub: 'https://github.com',
  GitLab: 'https://gitlab.com',
  Bitbucket: 'https://bitbucket.org',
};

function onHost(provider: string | undefined, name: string): Repository | undefined {
  const parts = name.split('/');
  const isPath = parts.length > 1 && parts.every((part) => part !== '' && part !== '.' && part !== '..');
  if (!isPath || (provider !== 'GitHub' && provider !== 'GitLab' && provider !== 'Bitbucket')) return undefined;
  return { kind: provider, url: `${hosts[provider]}/${parts.map(encodeURIComponent).join('/')}` };
}
