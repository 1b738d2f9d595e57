import { isConsole } from '../../core/execution/partition.ts';
import { comparePage, httpsPage, isSha, repositoryOf } from '../../core/execution/repository.ts';

export interface Compared {
  revision?: string;
  url?: string;
  /** The provider that the connection names, such as `GitHub`. */
  provider?: string;
}

/** A link is built only from the known https page of a commit, and from hexadecimal commits. */
export function compareUrl(base: string | undefined, { revision: head, url, provider }: Compared): string | undefined {
  const page = httpsPage(url);
  if (!isSha(base) || !isSha(head) || base === head || !page) return undefined;
  const repository = repositoryOf({ revision: head, url, provider });
  if (repository) return comparePage(repository, base, head);
  return isConsole(page.host) ? ofCodeCommit(page, base, head) : undefined;
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
