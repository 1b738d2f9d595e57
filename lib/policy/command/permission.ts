import type { KnownPeople } from '../../core/approval/types.ts';
import type { Decision } from '../../core/base/decision.ts';
import type { CommandName } from '../../core/command/types.ts';
import type {
  PermissionDecision,
  PermissionQuestion,
  PermissionTarget,
  StageSubject,
} from '../../core/model/policy-port.ts';
import { lookingUp } from '../approval/messages.ts';
import type { Policy, Scope } from '../file/schema.ts';
import { directoryOf } from '../people/directory.ts';
import { membership, selectorOf, unique } from '../people/members.ts';
import { contains } from '../scope/glob-sets.ts';
import { ALL, coverage, linksOf } from '../scope/scope.ts';
import {
  may,
  NOTHING_TO_OVERRIDE,
  neverIn,
  noOverride,
  noRule,
  noSuchFreeze,
  notOneOf,
  ONLY_MAIN_FILE,
  onlyIn,
  tooLong,
  unknownMembership,
  withObject,
} from './messages.ts';
import { byPatterns, obstacleIn } from './scope-of-names.ts';

/** Without a rule, a command is denied. */
export function permission(policy: Policy, question: PermissionQuestion): PermissionDecision {
  const { act, about, user, known } = question;
  const rules = policy.commands.filter((rule) => rule.do.includes(act) && covers(policy, rule.scope, about));
  if (rules.length === 0) return { decision: deny(noPermission(policy, question)), lookUp: { groups: [], emails: [] } };

  const person = membershipOf(policy, unique(rules.flatMap(({ allow }) => allow)), user, known);
  const decision = person.decision(withObject(act));
  if (decision.outcome !== 'allow' || question.override === undefined) return { decision, lookUp: person.lookUp };
  return lifting(policy, question, question.override, { decision, lookUp: person.lookUp });
}

export function permitted(policy: Policy, { stage, ...subject }: StageSubject): CommandName[] {
  const about: PermissionTarget = { type: 'pipeline', subject, stages: [stage] };
  return unique(policy.commands.filter(({ scope }) => covers(policy, scope, about)).flatMap((rule) => rule.do));
}

type LookUp = PermissionDecision['lookUp'];

function membershipOf(policy: Policy, names: string[], user: string, known: KnownPeople) {
  const who = selectorOf(policy, names);
  const found = membership(user, who, directoryOf(known));
  const lookUp: LookUp = { groups: who.groups, emails: who.emails };
  function decision(what: string): Decision {
    switch (found.type) {
      case 'in':
        return { rule: 'commands', outcome: 'allow', because: may(names, what) };
      case 'waits':
        return { rule: 'commands', outcome: 'wait', because: lookingUp(found.for) };
      case 'unreadable':
        return deny(unknownMembership(names, what, found.lookUps));
      case 'out':
        return deny(notOneOf(names, what));
      default:
        return found satisfies never;
    }
  }
  return { type: found.type, decision, lookUp };
}

function noPermission(policy: Policy, { act }: PermissionQuestion): string {
  const elsewhere = unique(policy.commands.filter((rule) => rule.do.includes(act)).map(({ scope }) => scope));
  if (elsewhere.length === 0) return noRule(act);
  if (!byPatterns.includes(act)) return onlyIn(act, elsewhere);
  const possible = elsewhere.filter((scope) => obstacleIn(policy, scope) === undefined);
  if (possible.length > 0) return onlyIn(act, possible);
  return neverIn(
    act,
    elsewhere.flatMap((scope) => obstacleIn(policy, scope) ?? []),
  );
}

/** Requires certainty: unknown tags count as not covered. */
function covers(policy: Policy, name: string, about: PermissionTarget): boolean {
  if (name === ALL) return true;
  const scope = policy.scopes[name];
  if (!scope) return false;
  if (about.type === 'globs') return linksOf(scope).every((link) => coversGlobs(link, about));
  const { subject, stages } = about;
  return stages.length > 0 && stages.every((stage) => coverage(scope, subject, stage) === 'yes');
}

/** A command names pipelines by patterns, which also match future pipelines: only a scope of names can cover it. */
function coversGlobs(
  { pipelines, stages, accounts, regions, tags, exclude }: Scope,
  order: { pipelines: string[]; stages?: string[] },
): boolean {
  if (accounts || regions || tags || exclude) return false;
  return (
    within(order.pipelines, pipelines) && (!stages || (order.stages !== undefined && within(order.stages, stages)))
  );
}

function within(globs: string[], allowed: string[] | undefined): boolean {
  return !allowed || globs.every((glob) => allowed.some((outer) => contains(outer, glob)));
}

/** A freeze from Slack may be of people of the main file, so a rule of a team does not lift it. */
function byMainFile(policy: Policy, { act, about, user, known }: PermissionQuestion): PermissionDecision {
  const rules = policy.commands.filter((rule) => rule.do.includes(act) && covers(policy, rule.scope, about));
  const main = rules.filter(({ team }) => team === undefined);
  if (main.length === 0) return { decision: deny(ONLY_MAIN_FILE), lookUp: { groups: [], emails: [] } };
  const person = membershipOf(policy, unique(main.flatMap(({ allow }) => allow)), user, known);
  return { decision: person.decision(withObject(act)), lookUp: person.lookUp };
}

/** Each freeze defines who may override it, and for how long. */
function lifting(
  policy: Policy,
  question: PermissionQuestion,
  { freezes, length, ordered }: NonNullable<PermissionQuestion['override']>,
  { decision, lookUp }: PermissionDecision,
): PermissionDecision {
  const { user, known } = question;
  const ids = [...policy.freezes.map(({ id }) => id), ...ordered];
  const named = freezes && idsIn(freezes, ids);
  const missing = (named ?? []).find((id) => !ids.includes(id));
  if (missing !== undefined) {
    return { decision: deny(noSuchFreeze(missing, ids)), lookUp };
  }
  // A manual freeze is overridden by its id, or ended.
  const meant = named ?? policy.freezes.map(({ id }) => id);
  const each = meant.map((id) => {
    const override = policy.freezes.find((freeze) => freeze.id === id)?.override;
    if (ordered.includes(id)) return { id, ...byMainFile(policy, question) };
    if (!override) return { id, decision: deny(noOverride(id)), lookUp };
    const person = membershipOf(policy, override.allow, user, known);
    const allowed = person.decision(`override ${id}`);
    const isLong = allowed.outcome === 'allow' && length > override.maxFor;
    return { id, decision: isLong ? deny(tooLong(id, override.maxFor)) : allowed, lookUp: person.lookUp };
  });
  const all = {
    groups: unique([...lookUp.groups, ...each.flatMap((one) => one.lookUp.groups)]),
    emails: unique([...lookUp.emails, ...each.flatMap((one) => one.lookUp.emails)]),
  };
  const waits = each.find((one) => one.decision.outcome === 'wait');
  if (waits) return { decision: waits.decision, lookUp: all };
  const leaves = each.flatMap((one) => (one.decision.outcome === 'deny' ? [one.decision] : []));
  const lifts = each.flatMap((one) => (one.decision.outcome === 'allow' ? [one.id] : []));
  // If the command names freezes, all of them must be allowed.
  const [first] = leaves;
  if (first && (named || lifts.length === 0)) return { decision: { ...first, under: leaves }, lookUp: all };
  if (lifts.length === 0) return { decision: deny(NOTHING_TO_OVERRIDE), lookUp: all };
  return { decision, lookUp: all, lifts, leaves };
}

/** The policy may have spaces and commas in an id, and a command separates ids by them. */
function idsIn(typed: string[], ids: string[]): string[] {
  if (typed.every((word) => ids.includes(word))) return typed;
  const whole = wordsOf(typed.join(' '));
  const id = ids.find((one) => wordsOf(one) === whole);
  return id === undefined ? typed : [id];
}

function wordsOf(text: string): string {
  return text.replaceAll('"', ' ').split(/[\s,]/).filter(Boolean).join(' ');
}

function deny(because: string): Decision {
  return { rule: 'commands', outcome: 'deny', because };
}
