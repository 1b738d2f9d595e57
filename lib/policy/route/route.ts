import type { PipelineSubject, RouteMatch, RouteSubject, Subject } from '../../core/model/policy-port.ts';
import { AUTHOR_DM } from '../../core/notify/author-dm.ts';
import type { RoutedMilestone } from '../../core/notify/failure-classes.ts';
import type { Policy, Route, Scope } from '../file/schema.ts';
import { mentionsIn } from '../people/members.ts';
import { ALL, coveredStages, coversPipeline, linksOf, matchesAny } from '../scope/scope.ts';

/** Whatever the branch: a route by branches keeps messages away, and nothing else that Signalbox does. */
export function heeds(policy: Policy, rule: Route, subject: PipelineSubject): boolean {
  const scope = scopeOf(policy, rule);
  return scope === undefined || coversPipeline(scope, subject);
}

/** @returns the matching milestones and their destinations; undefined if there are none */
export function route(
  policy: Policy,
  rule: Route,
  index: number,
  subject: RouteSubject,
  milestones: RoutedMilestone[],
): RouteMatch | undefined {
  if (!heeds(policy, rule, subject) || !takesBranch(rule, subject.branches)) return undefined;
  const scope = scopeOf(policy, rule);
  const taken = milestones.filter((item) => takes(rule, item) && concerns(scope, subject, stagesFor(rule, item)));
  const latest = taken.at(-1);
  if (!latest) return undefined;
  const id = rule.id ?? `routes.${index}`;
  const because = `Route ${id} (scope ${rule.scope}) sends ${latest.type}.`;
  return {
    milestones: taken,
    channel: rule.channel,
    topics: rule.sns ?? [],
    ...(rule.format === 'amazon-q' ? { format: rule.format } : {}),
    mention: (rule.mention ?? []).filter((who) => who !== AUTHOR_DM),
    ...(rule.mention?.includes(AUTHOR_DM) ? { direct: true } : {}),
    call: rule.call && mentionsIn(policy, rule.call),
    notify: rule.notify ?? 'changes',
    ...(rule.branches && !subject.branches ? { isUncertain: true } : {}),
    decision: { rule: id, outcome: 'allow', because },
  };
}

/** A branch that is unknown, or that does not exist, keeps no alert away. */
export function takesBranch({ branches: wanted }: Pick<Route, 'branches'>, branches: string[] = []): boolean {
  return wanted === undefined || branches.length === 0 || branches.some((branch) => matchesAny(wanted, branch));
}

/** A recovery is also a success. */
function takes({ on }: Route, { type }: RoutedMilestone): boolean {
  return on === undefined || on.includes(type) || (type === 'recovered' && on.includes('succeeded'));
}

/** @returns the stages with failures of the route's classes; undefined if it is for other classes */
function stagesFor({ classes }: Route, { type, stages, failures }: RoutedMilestone): string[] | undefined {
  if (classes === undefined || type !== 'failed') return stages;
  if (failures === undefined || failures.length === 0) return classes.includes('unknown') ? stages : undefined;
  const concerned = failures.filter((failure) => classes.includes(failure.class));
  return concerned.length > 0 ? concerned.map(({ stage }) => stage) : undefined;
}

function concerns(scope: Scope | undefined, subject: Subject, stages: string[] | undefined): boolean {
  if (stages === undefined) return false;
  if (scope === undefined) return true;
  const narrows = linksOf(scope).some((link) => link.stages !== undefined || link.exclude?.stages !== undefined);
  return !narrows || coveredStages(scope, subject, stages).length > 0;
}

function scopeOf(policy: Policy, { scope }: Route): Scope | undefined {
  return scope === ALL ? undefined : policy.scopes[scope];
}
