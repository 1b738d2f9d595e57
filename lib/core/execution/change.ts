import type { ExecutionDetails, SourceRevision } from './facts.ts';

export interface Change extends SourceRevision {
  others: number;
}

/** A Git trigger (empty name) goes first, then the first source action by name. Sources of one revision are merged. */
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

export function shortRevision(revision = ''): string {
  return /^[0-9a-f]{40}$/.test(revision) ? revision.slice(0, 7) : revision;
}
