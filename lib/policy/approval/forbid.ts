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
import { unique } from '../people/members.ts';
import { and } from '../text/list.ts';
import type { AnyApproval, ApprovalRule } from './rule.ts';

/** Whose approval does not count, whoever names them. */
export type Part = NonNullable<ApprovalRule['forbid']>[number];

export const parts: Record<Part, string> = { author: 'the author', starter: 'who started it' };

export interface Forbidden {
  users: Map<string, Part>;
  /** What has to be looked up before anybody can be told from them. */
  waits: string[];
  /** Why nobody can be told from them at all. */
  unknown?: string | undefined;
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
  const users = new Map<string, Part>();
  const waits: string[] = [];
  const unknown: Stranger[] = [];
  for (const { part, names, strict, identity } of identified) {
    // Who is both is told of their own change first.
    if (identity.type === 'known' && users.get(identity.user) !== 'author') users.set(identity.user, part);
    if (identity.type === 'waits') waits.push(`who ${identity.email} is`);
    if (identity.type === 'unknown' && strict) unknown.push({ part, name: shown(names), why: identity.why });
  }
  return { users, waits: unique(waits), unknown: unknown.length > 0 ? nobodyKnows(unknown) : undefined };
}

/** What Slack has to be asked about authors and starters. */
export function emailsOfForbidden(rule: ApprovalRule, question: AnyApproval, identities: Identities): string[] {
  return partiesTo(rule, question).flatMap(({ names }) => emailToLookUp(names, identities) ?? []);
}

/** Who did not start it by hand is nobody; that nothing is known of an author is an author of whom nothing is known. */
function partiesTo({ forbid = [] }: ApprovalRule, { authors, starter }: AnyApproval) {
  const all: { part: Part; names: Names }[] = [
    ...(authors.length > 0 ? authors : [{}]).map((one) => ({ part: 'author' as const, names: namesOfAuthor(one) })),
    ...(starter === undefined ? [] : [{ part: 'starter' as const, names: namesOfStarter(starter) }]),
  ];
  return all.filter(({ part }) => forbid.includes(part));
}

interface Stranger {
  part: Part;
  name: string | undefined;
  why?: string | undefined;
}

/** The least that `identities` would have to say. */
function shown(names: Names): string | undefined {
  const known = names.filter((name) => name !== undefined && name.trim() !== '');
  const short = known.toSorted((a = '', b = '') => Number(a.startsWith('arn:')) - Number(b.startsWith('arn:')))[0];
  return short === undefined ? undefined : truncate(short.trim(), 60);
}

function nobodyKnows(strangers: Stranger[]): string {
  const nameless = strangers.find(({ name }) => name === undefined);
  if (nameless) {
    const did = nameless.part === 'author' ? 'wrote what goes with it' : 'started it';
    return `It is not known who ${did}, so nobody can be told from them; decide it in the console.`;
  }
  const named = (of: Part) => unique(strangers.flatMap(({ part, name }) => (part === of && name ? name : [])));
  const [authors, starters] = [named('author'), named('starter')];
  const who = [
    ...(authors.length > 0 ? [`the author${authors.length > 1 ? 's' : ''} ${and(authors)}`] : []),
    ...(starters.length > 0 ? [`the starter ${and(starters)}`] : []),
  ].join(' and ');
  const are = authors.length + starters.length > 1 ? 'are' : 'is';
  const whys = unique(strangers.flatMap(({ why }) => why ?? []));
  const asked = whys.length > 0 ? ` (${whys.join(', ')})` : '';
  return `T${who.slice(1)} ${are} nobody Slack knows${asked}, so nobody can be told from them; add them to identities in the policy, or decide in the console.`;
}
