import type { CommandName } from '../../core/command/types.ts';
import { persons } from '../approval/messages.ts';
import { hasFields, NEEDS_NAMES } from '../command/messages.ts';
import type { Obstacle } from '../command/scope-of-names.ts';
import { and, or, sets } from '../text/list.ts';

/** Sentences of `check`. Each follows a place in the file, as in `policy.yml:7:5 freezes.0 (weekend): …`. */

const DAY = 24 * 60 * 60 * 1000;

export const RESERVED_SCOPE = '"all" always means everything; use another name';
export const ENDLESS = 'this cron never fires, so the freeze would never end';

export function unknownName(what: 'scope' | 'people' | 'machine', name: string, hint: string): string {
  const section = what === 'people' ? what : `${what}s`;
  return `unknown ${what} "${name}"${hint || `; define it under ${section}`}`;
}

export function definePeople(name: string, field: string): string {
  return `"${name}" is no set of people; define one, as people: { release: { ${field}: [${name}] } }, and write its name`;
}

export function nameThatSet(name: string, set: string): string {
  return `"${name}" is no set of people; write "${set}", which has it`;
}

export function namedLikeMention(name: string): string {
  return `"${name}" is a mention in Slack, so "call" could mean the set or the mention; give the set another name, such as "on-call"`;
}

export function duplicateId(what: string, id: string): string {
  return `another ${what} has the id "${id}"`;
}

export function duplicateAccountName(name: string): string {
  return `another account has the name "${name}"`;
}

export const ACCOUNT_DIGITS = 'an account has 12 digits';

export function accountByName(id: string, name: string): string {
  return `write "${id}"; "${name}" is its name`;
}

export function writeAccount(id: string): string {
  return `${ACCOUNT_DIGITS}: write "${id}"`;
}

export function noAccountMatches(glob: string): string {
  return `${ACCOUNT_DIGITS}, so "${glob}" matches none`;
}

export function secondOwnAccount(own: string): string {
  return `only Signalbox's own account (${own}) has no role; add the role of this account`;
}

export function duplicateIdentity(key: string): string {
  return `another entry describes the same identity "${key}"`;
}

export function sameSender(other: string): string {
  return `"${other}" has the same source and one of the same accounts, so Signalbox could not distinguish their votes`;
}

export const UNUSED_MACHINE = 'no set of people names this machine, so its votes never count';
export const UNCOUNTED_MACHINE = 'no approval rule requires a set that names this machine, so its votes never count';
export const NO_REQUESTS = 'without "events", Signalbox sends no machine the request that its vote answers';

export function onlyMachines(name: string): string {
  return `"${name}" has only machines, and a machine can do nothing but vote on approvals`;
}

export function tooFewPeople(count: number, from: string[], people: number): string {
  return `needs ${count} approvals from ${sets(from)}, which has ${persons(people)}`;
}

export function tooFewDistinctPeople(count: number, people: number): string {
  return `needs ${count} different people, but only ${people} can approve; see distinctPeople`;
}

export function needsAll(from: string[], count: number, forbid: Forbidden): string {
  return `needs all of ${sets(from)} (${persons(count)}); ${withForbid(forbid)}`;
}

export function needsAllDifferent(count: number, forbid: Forbidden): string {
  return `needs ${count} different people, and no more can approve; ${withForbid(forbid)}`;
}

type Forbidden = readonly ('author' | 'starter')[];

function withForbid(forbid: Forbidden): string {
  const by = forbid.map((part) => (part === 'author' ? 'wrote' : 'started')).join(' or ');
  return `with forbid, what one of them ${by} cannot be approved; add people`;
}

export function groupNotListed(id: string): string {
  return `the list of members does not have ${id}`;
}

export const UNUSED_SCOPE = 'no rule uses this scope';
export const EMPTY_BUDGET =
  'a ratio of 0 and a reserve of 0 allow no automatic retry, so no rule of `retry` acts; remove one of the two, or the rules';
export const EMPTY_SCOPE = 'exclude removes everything that the scope selects';
export const NO_PIPELINE_IN_SCOPE = 'no pipeline matches this scope';

export function noPipelineInRule(scope: string): string {
  return `the rule applies to no pipeline: none matches scope "${scope}"`;
}

export function noPipelineMatches(glob: string, hint: string): string {
  return `no pipeline matches "${glob}"${hint}`;
}

export function idleRoute(earlier: string): string {
  return `route ${earlier} already sends all of this to the same places`;
}

export function lostClasses(lost: string[], scope: string): string {
  const which = lost.length > 1 ? `classes ${and(lost)}` : `class ${lost[0]}`;
  return `failures of ${which} in scope "${scope}" reach no channel and no topic; add a route for them, or one without classes`;
}

export function idleRetry(earlier: string): string {
  return `never used: the earlier rule "${earlier}" handles all of these failures`;
}

export function unknownRegion(region: string): string {
  return `AWS has no Region "${region}" (as of this version of Signalbox)`;
}

export function misspeltProvider(name: string, near: string): string {
  return `CodePipeline has no provider "${name}", so nothing matches; write "${near}"`;
}

export const IDLE_MENTION =
  'people are mentioned for failures and approvals, and "on" lists neither; add failed or approval, or remove this key';

export function idleException(days: string): string {
  return `no window begins on ${days}, so this exception removes nothing`;
}

export function afterExpiry(what: string): string {
  return `${what} never happens: an approval expires after 7 days, unless its action has another timeout`;
}

export function sameMessage(what: 'board' | 'digest', earlier: string): string {
  return `never used: route ${earlier} already has a ${what} of this name in this channel; give one of them another id`;
}

export const UNASKED =
  'no route sends approvals of this scope to a channel, so no one is asked and no one can approve in Slack; add a route with a channel, and approval in its "on"';
export const NO_ANNOUNCEMENT =
  'no route of this scope has a channel, so this freeze is announced nowhere; add a route with a channel, or remove this key';

export const NO_DIGEST = 'its cron never fires, so this digest is never posted';

export const NEVER_FIRES = 'its cron never fires, so this freeze never starts';

export function holdsNothing(scope: string): string {
  return `scope "${scope}" has the source stage alone, and no transition leads into the first stage of a pipeline, so this freeze holds nothing; name the stages that it is to hold, as "Deploy*"`;
}

export function freezesNothing(scope: string, idle: CommandName[]): string {
  return `scope "${scope}" has the source stage alone, and no transition leads into the first stage of a pipeline, so ${or(idle)} holds nothing there; name other stages, as "Deploy*"`;
}

export function approvesNothing(scope: string): string {
  return `scope "${scope}" has the source stage alone, and the first stage of a pipeline has no approvals, so this rule decides none; name the stages with approvals`;
}

export function noMoreWindows(kind: 'deny' | 'allow'): string {
  return `it has no further window${kind === 'allow' ? ', so everything that it alone allows stays frozen' : ''}`;
}

export function namedLikeAll(id: string): string {
  return `"override ${id}" in Slack means all freezes, so this one cannot be overridden alone; give it another id`;
}

/** @param length milliseconds, or infinite */
export function longFreeze(length: number, from: string, limit: 'approval' | 'execution'): string {
  const lasts = Number.isFinite(length)
    ? `everything in it stays frozen for ${Math.floor(length / DAY)} days from ${from}`
    : 'everything in it stays frozen for more than a year';
  return limit === 'execution'
    ? `${lasts}; CodePipeline does not continue an execution that waited more than 30 days`
    : `${lasts}; an approval that waits meanwhile expires after 7 days, unless its action has another timeout`;
}

export function eitherDay(cron: string): string {
  return `cron "${cron}" fires on every day that matches the day of the month or the weekday, not only where both match; use one of them, as "6#1" for the first Saturday, or "+" before the weekday for both`;
}

export function overlapsItself(start: string, next: string): string {
  return `its windows overlap: the window from ${start} is still active when the next starts at ${next}; together they are one window`;
}

export function uselessOverride(allow: string[], obstacles: Obstacle[]): string {
  const why = obstacles.length === 0 ? '' : ` (${and(obstacles.map(hasFields))}, and override ${NEEDS_NAMES})`;
  return `no rule under "commands" allows ${sets(allow)} the command override for these pipelines${why}, so they cannot override this freeze`;
}

export function idlePermission(idle: CommandName[], obstacle: Obstacle): string {
  const needs = idle.length === 1 ? `${idle[0]} ${NEEDS_NAMES}` : `each of these ${NEEDS_NAMES}`;
  return `${hasFields(obstacle)}, so this rule allows no ${or(idle)}: ${needs}`;
}

export function idleByStages(idle: CommandName[], scope: string): string {
  return `scope ${scope} has "stages", so this rule allows no ${or(idle)}: it is for a whole pipeline; use a scope without stages`;
}

export function longOverride(most: string): string {
  return `an override ends after at most ${most}, so a longer maxFor has no effect`;
}

export function sameFreeze(other: string): string {
  return `it has the same windows and scope as "${other}"`;
}

export function hiddenFreeze(kind: 'deny' | 'allow', others: string[], windows: number): string {
  const verb = others.length > 1 ? 'are' : 'is';
  const span = windows === 1 ? 'its next window' : `its next ${windows} windows`;
  const all = and(others.map((id) => `"${id}"`));
  return kind === 'deny'
    ? `it adds nothing: ${all} ${verb} active during all of ${span}`
    : `it never allows a deployment: deny freeze ${all} ${verb} active during all of ${span}, and deny wins`;
}

export function skippedEdge(verb: 'starts' | 'ends', local: string, jump: string): string {
  return `it ${verb} at ${local}, a time that the clock skips; it ${verb} when the clock changes, ${jump}`;
}

export function doubledEdge(verb: 'starts' | 'ends', local: string, [first, last]: [string, string]): string {
  return `it ${verb} at ${local}, a time that occurs twice (${first} and ${last}); the one that freezes longer counts`;
}

export function vanishes(local: string): string {
  return `its window at ${local} does not happen, because the clock changes during it`;
}
