import { matches } from '../../core/text/glob.ts';
import type { Scope, Selector } from '../file/schema.ts';

/** The scope that needs no words. */
export const ALL = 'all';

/** A pipeline as far as it is known. What a scope looks at and nobody knows counts as met: an alert too many is better
 *  than none, and a freeze too. */
export interface AnyPipeline {
  account?: string | undefined;
  region?: string | undefined;
  pipeline: string;
  tags?: Record<string, string> | undefined;
}

/** Whether a pipeline is in a scope, whatever the stage. */
export function coversPipeline(scope: Scope, subject: AnyPipeline): boolean {
  if (!selects(scope, subject)) return false;
  const { exclude } = scope;
  // An exclusion that names stages takes those stages out, not the whole pipeline.
  return exclude === undefined || exclude.stages !== undefined || !excludes(exclude, subject);
}

/** Of these stages, those in the scope. */
export function coveredStages(scope: Scope, subject: AnyPipeline, stages: string[]): string[] {
  const { stages: selected, exclude } = scope;
  return stages.filter((stage) => {
    if (selected && !matchesAny(selected, stage)) return false;
    return !(exclude?.stages && excludes(exclude, subject) && matchesAny(exclude.stages, stage));
  });
}

/** Whether a scope is about a stage, or about any when none is named; `maybe` while it looks at what is not
 *  known. */
export function coverage(scope: Scope, subject: AnyPipeline, stage: string | undefined): 'yes' | 'maybe' | 'no' {
  if (!coversPipeline(scope, subject)) return 'no';
  if (stage !== undefined && coveredStages(scope, subject, [stage]).length === 0) return 'no';
  return knows(scope, subject) && (!scope.exclude || knows(scope.exclude, subject)) ? 'yes' : 'maybe';
}

export function looksAtTags({ tags, exclude }: Scope): boolean {
  return tags !== undefined || exclude?.tags !== undefined;
}

/** What is not known takes nothing away. */
function excludes(exclude: Selector, subject: AnyPipeline): boolean {
  return selects(exclude, subject) && knows(exclude, subject);
}

/** Whether everything is known that the selector looks at. */
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
