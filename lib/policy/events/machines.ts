import type { MachineSender } from '../../core/approval/types.ts';
import type { Policy } from '../file/schema.ts';
import type { Machine } from './schema.ts';

export type Machines = ReadonlyMap<string, Machine>;

export function machinesOf({ machines = {} }: Pick<Policy, 'machines'>): Machines {
  return new Map(Object.entries(machines));
}

export function senderIs(machines: Machines, name: string, { source, account }: MachineSender): boolean {
  const machine = machines.get(name);
  return machine !== undefined && machine.source === source && machine.accounts.includes(account);
}

/** `check` refuses two machines of one sender. */
export function machineNamed(policy: Pick<Policy, 'machines'>, sender: MachineSender): string | undefined {
  const machines = machinesOf(policy);
  return [...machines.keys()].find((name) => senderIs(machines, name, sender));
}
