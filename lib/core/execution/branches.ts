import type { ExecutionDetails } from './facts.ts';

/** The branches that an execution fetched. @returns undefined while unknown; empty if it has none */
export function branchesOf(about: ExecutionDetails): string[] | undefined {
  const { sources = {}, branches = {}, configured, trigger } = about;
  const git = sources[''];
  if (git?.branch !== undefined) return [git.branch];
  if (git?.tag !== undefined || isRollback(about)) return [];
  const inEvents = Object.entries(sources).flatMap(([source, { branch }]) => (branch ? [[source, branch]] : []));
  const reported: Record<string, string> = { ...Object.fromEntries(inEvents), ...branches };
  // A Git trigger may fetch another branch than the one in the configuration.
  const isConfigured = git === undefined && trigger !== undefined && trigger.type !== 'WebhookV2';
  const fetched = Object.entries({ ...(isConfigured ? configured : {}), ...reported });
  if (fetched.some(([, branch]) => isVariable(branch))) return undefined;
  if (fetched.length > 0) return [...new Set(fetched.map(([, branch]) => branch))];
  return configured !== undefined && Object.keys(configured).length === 0 ? [] : undefined;
}

/** A rollback fetches nothing: it runs the revisions of an earlier execution again. */
function isRollback({ executionType, rollbackOf, trigger }: ExecutionDetails): boolean {
  return executionType === 'ROLLBACK' || rollbackOf !== undefined || /Rollback$/.test(trigger?.type ?? '');
}

/** `#{variables.branch}` is filled in for each execution. */
function isVariable(branch: string): boolean {
  return branch.includes('#{');
}
