import { ownProperty } from '../base/own-property.ts';
import type { ExecutionDetails, SourceRevision } from './facts.ts';
import { commitPage, isSha, repositoryOf } from './repository.ts';

export interface SourceChange extends SourceRevision {
  /** Name of the source action; absent for a Git trigger without one. */
  source?: string;
  /** Page that compares it with the last successful execution. */
  compareUrl?: string;
}

/** The change of the first source. `others` counts the further sources, and `more` has their changes. */
export interface Change extends SourceChange {
  others: number;
  more?: SourceChange[];
}

/** A Git trigger (empty name) goes first, then the source actions by name. Sources of one revision are merged. */
function changesOf({ sources = {}, compare }: ExecutionDetails): SourceChange[] {
  const [, links = {}] = compare ?? [];
  const names = Object.keys(sources)
    .filter((name) => name !== '')
    .sort();
  const git = sources[''];
  const twin = names.find((name) => git !== undefined && sources[name]?.revision === git.revision);
  const order = git ? [twin ?? '', ...names.filter((name) => name !== twin)] : names;
  return order.map((source) => ({
    ...sources[source],
    ...(git && source === twin ? known(git) : {}),
    ...(source === '' ? {} : { source }),
    compareUrl: ownProperty(links, source),
  }));
}

export function changeOf(about: ExecutionDetails): Change | undefined {
  const [main, ...more] = changesOf(about);
  if (!main) return undefined;
  return { ...main, others: more.length, ...(more.length > 0 ? { more } : {}) };
}

function known(source: SourceRevision): SourceRevision {
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined));
}

/** @returns the commit's page on its host; else the page that the source names */
export function commitUrl(change: SourceRevision): string | undefined {
  const repository = repositoryOf(change);
  return repository && isSha(change.revision) ? commitPage(repository, change.revision) : change.url;
}

export function shortRevision(revision = ''): string {
  return /^[0-9a-f]{40}$/.test(revision) ? revision.slice(0, 7) : revision;
}
