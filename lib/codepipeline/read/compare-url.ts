/** Where two revisions of a source can be read side by side. A link is only made of what is known to be a commit's own
 *  page, over https, and of hexadecimal commits. */

export interface Compared {
  revision?: string | undefined;
  /** The page of its commit, as CodePipeline links it. */
  url?: string | undefined;
  /** Whose repository it is, as a connection names it. */
  provider?: string | undefined;
}

export function compareUrl(base: string | undefined, { revision: head, url, provider }: Compared): string | undefined {
  if (!isSha(base) || !isSha(head) || base === head) return undefined;
  const page = readPage(url);
  if (!page) return undefined;
  if (isConsole(page)) return ofConnection(page, base, head, provider) ?? ofCodeCommit(page, base, head);
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

/** AWS's own, in each of its partitions. */
function isConsole({ host }: URL): boolean {
  return /^([a-z0-9-]+\.)?console\.(aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)$/.test(host);
}

/** A connection links a page that leads on to the provider's. Where a provider that a company runs itself lives is not
 *  told. */
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

/** Its old console has the commit behind a #, its new one in the path. */
function ofCodeCommit({ host, pathname, hash, search }: URL, base: string, head: string): string | undefined {
  const [, name = '', of] =
    /^\/codesuite\/codecommit\/repositories\/([\w.-]+)\/commit\/([0-9a-f]+)$/i.exec(pathname) ??
    /^\/codecommit\/home#\/repository\/([\w.-]+)\/commit\/([0-9a-f]+)$/i.exec(pathname + hash) ??
    [];
  if (of !== head) return undefined;
  const [region = ''] = /^\?region=[a-z0-9-]+$/.exec(search) ?? [];
  return `https://${host}/codesuite/codecommit/repositories/${name}/compare/${base}/.../${head}${region}`;
}
