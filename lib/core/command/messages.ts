import type { CommandRequest, ManualRule } from './shared-state.ts';
import type { Command } from './types.ts';

/** What people ordered, in words: to whoever ordered it, and to everybody. */

/** `2026-11-23 08:00 UTC`. */
export function instantOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** `shop-* and api (stages Deploy*)`. */
export function extentOf({ pipelines, stages }: { pipelines: string[]; stages?: string[] | undefined }): string {
  return `${pipelines.join(', ')}${stages ? ` (${stages.length === 1 ? 'stage' : 'stages'} ${stages.join(', ')})` : ''}`;
}

/** `freeze shop-*`, as the rest of a sentence that says who may. */
export function deedOf(command: Command): string {
  switch (command.type) {
    case 'freeze':
    case 'mute':
      return `${command.type} ${extentOf(command)}`;
    case 'override':
      return `override ${command.freezes?.join(', ') ?? 'freezes'} for ${extentOf(command)}`;
    case 'thaw':
      return `thaw ${command.what}`;
    case 'retry':
    case 'release':
    case 'stop':
      return [command.type, command.stage, command.stage ? 'of' : '', command.pipeline].filter(Boolean).join(' ');
    case 'rollback':
      return `roll back ${command.stage ?? ''} of ${command.pipeline}`;
    case 'status':
    case 'windows':
      return `${command.type} ${command.pipelines.join(', ')}`;
    case 'why':
      return `why ${command.pipeline}`;
    default:
      return command satisfies never;
  }
}

export function announced(id: string, order: ManualRule): string {
  const { by, reason, until } = order;
  const what = extentOf(order);
  const end = `until ${instantOf(until)}`;
  switch (order.type) {
    case 'freeze':
      return `<@${by}> froze ${what} ${end}: ${reason}. /signalbox thaw ${id} ends it.`;
    case 'override':
      return `<@${by}> overrides ${order.freezes?.join(', ') ?? 'every freeze'} for ${what} ${end}: ${reason}. /signalbox thaw ${id} ends it.`;
    case 'mute':
      return `<@${by}> muted ${what} ${end}: nobody is called because of it. /signalbox thaw ${id} ends it.`;
    default:
      return order satisfies never;
  }
}

const done = { freeze: 'Frozen', override: 'Overridden', mute: 'Muted' } as const;

export function confirmed(id: string, order: ManualRule, because: string): string {
  const end = `until ${instantOf(order.until)}`;
  return `${done[order.type]}: ${extentOf(order)} ${end}, as ${id}. ${because} End it with /signalbox thaw ${id}.`;
}

export function nameOf({ user, name }: Pick<CommandRequest, 'user' | 'name'>): string {
  return name ? `${name} (${user})` : user;
}
