import { matches } from '../../core/text/glob.ts';
import type { Scope, Selector } from '../file/schema.ts';

/** The scope for everything, which the policy need not define. */
export const ALL = 'all';

/** Unknown values count as a match: an unnecessary alert or freeze is better than a missing one. */
export interface AnyPipeline {
  account?: string;
  region?: string;
  pipeline: string;
  tags?: Record<string, string>;
}

export function coversPipeline(scope: Scope, subject: AnyPipeline): boolean {
  const { exclude, within } = scope;
  if (!selects(scope, subject) || (within && !coversPipeline(within, subject))) return false;
  // An exclusion with stages removes those stages, not the whole pipeline.
  return exclude === undefined || exclude.stages !== undefined || !excludes(exclude, subject);
}

export function coveredStages(scope: Scope, subject: AnyPipeline, stages: string[]): string[] {
  const { stages: selected, exclude, within } = scope;
  const own = stages.filter((stage) => {
    if (selected && !matchesAny(selected, stage)) return false;
    return !(exclude?.stages && excludes(exclude, subject) && matchesAny(exclude.stages, stage));
  });
  return within ? coveredStages(within, subject, own) : own;
}

/** The scope and those that it restricts: all of them must cover. */
export function linksOf(scope: Scope): Scope[] {
  return scope.within ? [scope, ...linksOf(scope.within)] : [scope];
}

/** Without a stage: coverage of any stage. `maybe`: depends on unknown values. */
export function coverage(scope: Scope, subject: AnyPipeline, stage: string | undefined): 'yes' | 'maybe' | 'no' {
  if (!coversPipeline(scope, subject)) return 'no';
  if (stage !== undefined && coveredStages(scope, subject, [stage]).length === 0) return 'no';
  return knowsAll(scope, subject) ? 'yes' : 'maybe';
}

function knowsAll({ within, exclude, ...selector }: Scope, subject: AnyPipeline): boolean {
  return (
    knows(selector, subject) &&
    (!exclude || knows(exclude, subject)) &&
    (within === undefined || knowsAll(within, subject))
  );
}

export function looksAtTags(scope: Scope): boolean {
  return linksOf(scope).some(({ tags, exclude }) => tags !== undefined || exclude?.tags !== undefined);
}

/** Unknown values never exclude. */
function excludes(exclude: Selector, subject: AnyPipeline): boolean {
  return selects(exclude, subject) && knows(exclude, subject);
}

function knows({ accounts, regions, tags }: Selector, subject: AnyPipeline): boolean {
  return (
    (!accounts || subject.account !== undefined) &&
    (!regions || subject.region !== undefined) &&
    (!tags || subject.tags !== undefined)
  );
}

function selects({ pipelines, accounts, regions, tags }: Selector, subject: AnyPipeline): boolean {
  const { account, region } = subject;
  return (
    (!pipelines || matchesAny(pipelines, subject.pipeline)) &&
    (!accounts || account === undefined || matchesAny(accounts, account)) &&
    (!regions || region === undefined || matchesAny(regions, region)) &&
    (!tags || !subject.tags || hasTags(subject.tags, tags))
  );
}

function hasTags(actual: Record<string, string>, wanted: NonNullable<Selector['tags']>): boolean {
  return Object.entries(wanted).every(([key, value]) => {
    const have = Object.hasOwn(actual, key) ? actual[key] : undefined;
    return have !== undefined && matchesAny([value].flat(), have);
  });
}

export function matchesAny(globs: string[], name: string): boolean {
  return globs.some((glob) => matches(glob, name));
}
