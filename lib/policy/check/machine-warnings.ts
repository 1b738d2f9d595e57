import { ownProperty } from '../../core/base/own-property.ts';
import type { Policy } from '../file/schema.ts';
import type { Contradiction } from './contradictions.ts';
import { NO_REQUESTS, onlyMachines, UNCOUNTED_MACHINE, UNUSED_MACHINE } from './messages.ts';

/** Machines with votes that never count, and sets of machines in places for people. */
export function machineWarnings(policy: Policy): Contradiction[] {
  const { people, machines = {} } = policy;
  const named = new Set(Object.values(people).flatMap(({ machines = [] }) => machines));
  const required = policy.approvals.flatMap(({ require }) => require.flatMap(({ from }) => from));
  const counted = new Set(required.flatMap((set) => ownProperty(people, set)?.machines ?? []));
  const idle = Object.keys(machines)
    .filter((name) => !counted.has(name))
    .map((name) => ({
      path: ['machines', name],
      message: named.has(name) ? UNCOUNTED_MACHINE : UNUSED_MACHINE,
    }));
  const unasked = counted.size > 0 && !policy.events ? [{ path: ['machines'], message: NO_REQUESTS }] : [];
  const misplaced = placesForPeople(policy).flatMap(({ name, path }) =>
    hasOnlyMachines(ownProperty(people, name)) ? [{ path, message: onlyMachines(name) }] : [],
  );
  return [...idle, ...unasked, ...misplaced];
}

function hasOnlyMachines(set: Policy['people'][string] | undefined): boolean {
  return set?.machines !== undefined && !set.users && !set.slackGroups && !set.emails;
}

function placesForPeople({ routes, approvals, freezes, commands }: Policy): { name: string; path: PropertyKey[] }[] {
  const each = (names: string[] = [], path: PropertyKey[]) => names.map((name, at) => ({ name, path: [...path, at] }));
  return [
    ...routes.flatMap(({ call }, index) => each(call, ['routes', index, 'call'])),
    ...approvals.flatMap(({ call, escalate }, index) => [
      ...each(call, ['approvals', index, 'call']),
      ...(escalate ? [{ name: escalate.to, path: ['approvals', index, 'escalate', 'to'] }] : []),
    ]),
    ...freezes.flatMap(({ override }, index) => each(override?.allow, ['freezes', index, 'override', 'allow'])),
    ...commands.flatMap(({ allow }, index) => each(allow, ['commands', index, 'allow'])),
  ];
}
