import { isConsole } from '../../core/execution/partition.ts';

/** A link is built only from the known https page of a commit, and from hexadecimal commits. */

export interface Compared {
  revision?: string | undefined;
  url?: string | undefined;
  /** The provider that the connection names, such as `GitHub`. */
  provider?: string | undefined;
}

export function compareUrl(base: string | undefined, { revision: head, url, provider }: Compared): string | undefined {
  if (!isSha(base) || !isSha(head) || base === head) return undefined;
  const page = readPage(url);
  if (!page) return undefined;
  if (isConsole(page.host)) return ofConnection(page, base, head, provider) ?? ofCodeCommit(page, base, head);
  const [, repository = '', kind, of] =
    /^(\/[\w.~%/-]+?)\/(commit|-\/commit|commits)\/([0-9a-f]+)$/i.exec(page.pathname) ?? [];
  if (!kind || of !== head) return undefined;
  const isPlain = repository.split('/').length === 3;
  if (kind === '-/commit') return `${page.origin}${repository}/-/compare/${base}...${head}`;
  if (kind === 'commit' && isPlain) return `${page.origin}${repository}/compare/${base}...${head}`;
  if (kind === 'commits' && isPlain) return `${page.origin}${repository}/branches/compare/${head}%0D${base}`;
  return undefined;
}

function isSha(revision: string | undefined): revision is string {
  return revision !== undefined && /^[0-9a-f]{7,64}$/i.test(revision);
}

function readPage(url: string | undefined): URL | undefined {
  const page = URL.parse(url ?? '') ?? undefined;
  return page?.protocol === 'https:' && page.username === '' && page.password === '' ? page : undefined;
}

/** A connection links to a page that redirects to the provider. The host of a self-managed provider is unknown. */
function ofConnection(page: URL, base: string, head: string, provider: string | undefined): string | undefined {
  if (!page.pathname.endsWith('/connections/redirect') || page.searchParams.get('Commit') !== head) return undefined;
  const repository = repositoryPath(page.searchParams.get('FullRepositoryId') ?? '');
  if (!repository) return undefined;
  switch (provider) {
    case 'GitHub':
      return `https://github.com/${repository}/compare/${base}...${head}`;
    case 'GitLab':
      return `https://gitlab.com/${repository}/-/compare/${base}...${head}`;
    case 'Bitbucket':
      return `https://bitbucket.org/${repository}/branches/compare/${head}%0D${base}`;
    default:
      return undefined;
  }
}

function repositoryPath(name: string): string | undefined {
  const parts = name.split('/');
  const isPath = parts.length > 1 && parts.every((part) => part !== '' && part !== '.' && part !== '..');
  return isPath ? parts.map(encodeURIComponent).join('/') : undefined;
}

/** The old console has the commit after a #, the new one in the path. */
function ofCodeCommit({ host, pathname, hash, search }: URL, base: string, head: string): string | undefined {
  const [, name = '', of] =
    /^\/codesuite\/codecommit\/repositories\/([\w.-]+)\/commit\/([0-9a-f]+)$/i.exec(pathname) ??
    /^\/codecommit\/home#\/repository\/([\w.-]+)\/commit\/([0-9a-f]+)$/i.exec(pathname + hash) ??
    [];
  if (of !== head) return undefined;
  const [region = ''] = /^\?region=[a-z0-9-]+$/.exec(search) ?? [];
  return `https://${host}/codesuite/codecommit/repositories/${name}/compare/${base}/.../${head}${region}`;
}
