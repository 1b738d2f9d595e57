import type { Subject } from '../core/rules.ts';
import type { Scope, Selector } from './schema.ts';

/** The scope that needs no words. */
export const ALL = 'all';

/** Whether a pipeline is in a scope, whatever the stage. */
export function coversPipeline({ exclude, ...selector }: Scope, subject: Subject): boolean {
  if (!selects(selector, subject)) return false;
  // An exclusion that names stages takes those stages out, not the whole pipeline.
  return exclude === undefined || exclude.stages !== undefined || !excludes(exclude, subject);
}

/** Of these stages, those in the scope. */
export function coveredStages({ exclude, ...selector }: Scope, subject: Subject, stages: string[]): string[] {
  return stages.filter((stage) => {
    if (selector.stages && !matchesAny(selector.stages, stage)) return false;
    return !(exclude?.stages && excludes(exclude, subject) && matchesAny(exclude.stages, stage));
  });
}

/** Whether a scope is about a stage; `maybe` while it looks at tags that are not known. */
export function coverage(scope: Scope, subject: Subject, stage: string): 'yes' | 'maybe' | 'no' {
  if (!coversPipeline(scope, subject) || coveredStages(scope, subject, [stage]).length === 0) return 'no';
  return looksAtTags(scope) && subject.tags === undefined ? 'maybe' : 'yes';
}

export function looksAtTags({ tags, exclude }: Scope): boolean {
  return tags !== undefined || exclude?.tags !== undefined;
}

/** What is not known takes nothing away: an alert too many is better than none. */
function excludes(exclude: Selector, subject: Subject): boolean {
  return selects(exclude, subject) && (!exclude.tags || subject.tags !== undefined);
}

function selects({ pipelines, accounts, regions, tags }: Selector, subject: Subject): boolean {
  return (
    (!pipelines || matchesAny(pipelines, subject.pipeline)) &&
    (!accounts || matchesAny(accounts, subject.account)) &&
    (!regions || matchesAny(regions, subject.region)) &&
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

/** `*` is any run of characters, `?` is any one; everything else is itself. In steps of name and pattern together: a
 *  regular expression with many stars can take for ever. */
export function matches(glob: string, name: string): boolean {
  let at = 0;
  let star: { glob: number; name: number } | undefined;
  for (let n = 0; n < name.length; ) {
    if (glob[at] === '*') {
      star = { glob: at++, name: n };
    } else if (glob[at] === '?' || glob[at] === name[n]) {
      at++;
      n++;
    } else if (star) {
      // The last star takes one character more.
      star.name++;
      at = star.glob + 1;
      n = star.name;
    } else {
      return false;
    }
  }
  return /^\**$/.test(glob.slice(at));
}
