import { truncate } from '../../core/text/truncate.ts';
import type { Directory } from '../people/directory.ts';
import {
  emailToLookUp,
  type Identities,
  identify,
  type Names,
  namesOfAuthor,
  namesOfStarter,
} from '../people/identity.ts';
import { unique, userOf } from '../people/members.ts';
import { type UnknownPerson, unknownPeople } from './messages.ts';
import type { AnyApproval, ApprovalRule } from './rule.ts';

/** A person in this part may not approve, even if the policy names that person. */
export type Part = NonNullable<ApprovalRule['forbid']>[number];

export interface Forbidden {
  users: Map<string, Part>;
  /** Lookups that must finish before these people are known. */
  waits: string[];
  /** Reason why these people cannot be identified at all. */
  unknown?: string;
}

export function forbidden(
  rules: ApprovalRule[],
  question: AnyApproval,
  identities: Identities,
  directory: Directory,
): Forbidden {
  const identified = rules.flatMap((rule) =>
    partiesTo(rule, question).map((party) => ({
      ...party,
      strict: rule.whenUnknown === 'deny',
      identity: identify(party.names, identities, directory),
    })),
  );
  const users = new Map<string, Part>(startedForIn(rules, question).map((user) => [user, 'starter']));
  const waits: string[] = [];
  const unknown: UnknownPerson[] = [];
  for (const { part, names, strict, identity } of identified) {
    // A person in both parts is refused as the author.
    if (identity.type === 'known' && users.get(identity.user) !== 'author') users.set(identity.user, part);
    if (identity.type === 'waits') waits.push(userOf(identity.email));
    if (identity.type === 'unknown' && strict) unknown.push({ part, name: shown(names), why: identity.why });
  }
  return { users, waits: unique(waits), unknown: unknown.length > 0 ? unknownPeople(unknown) : undefined };
}

/** Signalbox knows these people by their Slack ids. */
function startedForIn(rules: ApprovalRule[], { startedFor = [] }: AnyApproval): string[] {
  return rules.some(({ forbid }) => forbid?.includes('starter')) ? startedFor : [];
}

export function emailsOfForbidden(rule: ApprovalRule, question: AnyApproval, identities: Identities): string[] {
  return partiesTo(rule, question).flatMap(({ names }) => emailToLookUp(names, identities) ?? []);
}

/** Without `starter`, no person started the execution. Without authors, one unknown author remains. */
function partiesTo({ forbid = [] }: ApprovalRule, { authors, starter }: AnyApproval) {
  const all: { part: Part; names: Names }[] = [
    ...(authors.length > 0 ? authors : [{}]).map((one) => ({ part: 'author' as const, names: namesOfAuthor(one) })),
    ...(starter === undefined ? [] : [{ part: 'starter' as const, names: namesOfStarter(starter) }]),
  ];
  return all.filter(({ part }) => forbid.includes(part));
}

/** The shortest useful name for an entry in `identities`. */
function shown(names: Names): string | undefined {
  const known = names.filter((name) => name !== undefined && name.trim() !== '');
  const short = known.toSorted((a = '', b = '') => Number(a.startsWith('arn:')) - Number(b.startsWith('arn:')))[0];
  return short === undefined ? undefined : truncate(short.trim(), 60);
}
