import type { ExecutionDetails, SourceRevision } from './facts.ts';

/** What is being shipped, as far as one line can say it. */
export interface Change extends SourceRevision {
  /** How many sources there are beside the one told. */
  others: number;
}

/** A Git trigger (under the empty name) tells most, then the first source action by name. What one leaves out the
 *  other may add, as long as they speak of the same revision. */
export function changeOf({ sources = {} }: ExecutionDetails): Change | undefined {
  const names = Object.keys(sources).sort();
  const actions = names.filter((name) => name !== '');
  const git = sources[''];
  const main = git ?? sources[actions[0] ?? ''];
  if (!main) return undefined;
  const same = actions.map((name) => sources[name]).find((source) => source?.revision === main.revision);
  return { ...same, ...known(main), others: Math.max(0, actions.length - 1) };
}

function known(source: SourceRevision): SourceRevision {
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined));
}

/** A commit's hash as people write it; other revisions as they are. */
export function shortRevision(revision = ''): string {
  return /^[0-9a-f]{40}$/.test(revision) ? revision.slice(0, 7) : revision;
}
