import { everFires } from '../calendar/cron.ts';
import { didYouMean } from '../file/nearest-word.ts';
import type { Policy } from '../file/schema.ts';
import { isMention, isSurelyMention } from '../file/schema-fields.ts';
import { identityKey } from '../people/identity.ts';
import { ALL } from '../scope/scope.ts';
import {
  duplicateAccountName,
  duplicateId,
  duplicateIdentity,
  ENDLESS,
  namedLikeMention,
  RESERVED_SCOPE,
  sameSender,
  secondOwnAccount,
  unknownName,
} from './messages.ts';
import { unknownPeople } from './unknown-people.ts';
import { unsatisfiable } from './unsatisfiable-approvals.ts';

export interface Contradiction {
  path: PropertyKey[];
  message: string;
  other?: PropertyKey[];
}

type PeopleNamed = Pick<Policy, 'routes' | 'approvals' | 'freezes' | 'commands'>;

export function contradictions(policy: Policy): Contradiction[] {
  const { accounts, scopes, people, routes, approvals, freezes, commands, retry } = policy;
  const reserved = Object.hasOwn(scopes, ALL) ? [{ path: ['scopes', ALL], message: RESERVED_SCOPE }] : [];
  const scopeNames = [ALL, ...Object.keys(scopes)];
  const inScope = (list: string) => (rule: { scope: string }, index: number) =>
    unknown([list, index, 'scope'], 'scope', rule.scope, scopeNames);
  const names = Object.keys(people);
  const strangers = peopleNamed(policy)
    .filter(({ path, name }) => !(path[2] === 'call' && isMention(name)))
    .filter(({ name }) => !names.includes(name))
    .map(({ path, name }) => ({ path, message: unknownPeople(name, people) }));
  const isSatisfiable = !strangers.some(({ path }) => path[0] === 'approvals' && path[2] !== 'call');
  return [
    ...reserved,
    ...duplicates('accounts', 'account', accounts),
    ...confusedAccounts(policy),
    ...routes.flatMap(inScope('routes')),
    ...duplicates('routes', 'route', routes),
    ...approvals.flatMap(inScope('approvals')),
    ...duplicates('approvals', 'approval rule', approvals),
    ...freezes.flatMap(inScope('freezes')),
    ...duplicates('freezes', 'freeze', freezes),
    ...commands.flatMap(inScope('commands')),
    ...strangers,
    ...names.filter(isSurelyMention).map((name) => ({ path: ['people', name], message: namedLikeMention(name) })),
    ...endless(policy),
    ...retry.flatMap(inScope('retry')),
    ...duplicates('retry', 'retry rule', retry),
    ...(isSatisfiable ? unsatisfiable(policy) : []),
    ...duplicateIdentities(policy),
    ...confusedMachines(policy),
  ];
}

/** Includes what could be a mention in `call`, as SRE: a set may have such a name. */
export function peopleNamed({
  routes,
  approvals,
  freezes,
  commands,
}: PeopleNamed): { path: PropertyKey[]; name: string }[] {
  const at = (path: PropertyKey[], names: string[] = []) => names.map((name, nth) => ({ path: [...path, nth], name }));
  const called = [
    ...routes.flatMap(({ call }, index) => at(['routes', index, 'call'], call)),
    ...approvals.flatMap(({ call }, index) => at(['approvals', index, 'call'], call)),
  ];
  return [
    ...called.filter(({ name }) => !isSurelyMention(name)),
    ...freezes.flatMap(({ override }, index) => at(['freezes', index, 'override', 'allow'], override?.allow)),
    ...commands.flatMap(({ allow }, index) => at(['commands', index, 'allow'], allow)),
    ...approvals.flatMap(({ require, escalate }, index) => [
      ...require.flatMap(({ from }, nth) => at(['approvals', index, 'require', nth, 'from'], from)),
      ...(escalate ? [{ path: ['approvals', index, 'escalate', 'to'], name: escalate.to }] : []),
    ]),
  ];
}

/** An account name is unique, and only one account is Signalbox's own. */
function confusedAccounts({ accounts }: Policy): Contradiction[] {
  const names = accounts.map(({ name }) => name);
  const own = accounts.findIndex(({ role }) => role === undefined);
  return accounts.flatMap(({ id, name, role }, index) => {
    const isTaken = name !== undefined && names.indexOf(name) < index;
    const isAlien = role === undefined && accounts[own]?.id !== id;
    return [
      ...(isTaken ? [{ path: ['accounts', index, 'name'], message: duplicateAccountName(name) }] : []),
      ...(isAlien
        ? [
            {
              path: ['accounts', index],
              message: secondOwnAccount(accounts[own]?.id ?? ''),
            },
          ]
        : []),
    ];
  });
}

function endless({ freezes }: Policy): Contradiction[] {
  return freezes.flatMap(({ every }, index) =>
    every?.until !== undefined && !everFires(every.until)
      ? [{ path: ['freezes', index, 'every', 'until'], message: ENDLESS }]
      : [],
  );
}

function unknown(path: PropertyKey[], what: 'scope' | 'machine', name: string, known: string[]): Contradiction[] {
  if (known.includes(name)) return [];
  return [{ path, message: unknownName(what, name, didYouMean(name, known)) }];
}

function duplicates(list: string, what: string, rules: { id?: string }[]): Contradiction[] {
  const ids = rules.map(({ id }) => id);
  return rules.flatMap(({ id }, index) => {
    const first = ids.indexOf(id);
    if (id === undefined || first === index) return [];
    return [{ path: [list, index, 'id'], message: duplicateId(what, id), other: [list, first, 'id'] }];
  });
}

/** Sets name machines that exist, and no two machines are one sender. */
function confusedMachines({ people, machines = {} }: Policy): Contradiction[] {
  const names = Object.keys(machines);
  const missing = Object.entries(people).flatMap(([set, { machines: named = [] }]) =>
    named.flatMap((name, at) => unknown(['people', set, 'machines', at], 'machine', name, names)),
  );
  const doubled = Object.entries(machines).flatMap(([name, { source, accounts }], index) => {
    const other = names
      .slice(0, index)
      .find((one) => machines[one]?.source === source && machines[one].accounts.some((id) => accounts.includes(id)));
    return other === undefined ? [] : [{ path: ['machines', name], message: sameSender(other) }];
  });
  return [...missing, ...doubled];
}

/** Different YAML keys can mean the same person. */
function duplicateIdentities({ identities }: Policy): Contradiction[] {
  const keys = Object.keys(identities).map(identityKey);
  return Object.keys(identities).flatMap((key, index) =>
    keys.indexOf(identityKey(key)) < index
      ? [{ path: ['identities', key], message: duplicateIdentity(identityKey(key)) }]
      : [],
  );
}
