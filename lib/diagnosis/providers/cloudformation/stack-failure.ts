import type { Finding } from '../../provider.ts';
import { readMessage } from '../message-only/message.ts';
import type { StackEvent } from './stack-events.ts';

/** @param within the nested stacks that contain the event, from the outside inwards */
export function findingOf(event: StackEvent, within: string[]): Pick<Finding, 'cause' | 'codes' | 'phase'> {
  const { ResourceStatus, HookType, HookStatus, HookInvocationPoint, ValidationName, EventType } = event;
  const { text, codes } = readMessage(reasonOf(event));
  const place = within.map((stack) => ` in the nested stack \`${stack}\``).join('');
  const status = [ValidationName, HookType, HookStatus, ResourceStatus].flatMap((each) => each ?? []);
  return {
    cause: sentence(whatHappened(event, `${subjectOf(event)}${place}`), text),
    codes: [...codes, ...status],
    phase: ResourceStatus ?? HookInvocationPoint ?? EventType,
  };
}

/** Includes the whole reason: AWS Support may need parts that are not in the cause. */
export function lineOf(event: StackEvent): string {
  const { Timestamp, ResourceStatus, HookStatus, EventType, ValidationPath } = event;
  const time = Timestamp === undefined ? '' : new Date(Timestamp).toISOString().slice(11, 19);
  const what = [time, ResourceStatus ?? HookStatus ?? EventType, subjectOf(event)].filter(Boolean).join(' ');
  return `${sentence(what, reasonOf(event))}${ValidationPath ? ` at ${ValidationPath}` : ''}`;
}

function subjectOf({ LogicalResourceId = 'A resource', ResourceType }: StackEvent): string {
  return `\`${LogicalResourceId}\`${ResourceType ? ` (${ResourceType})` : ''}`;
}

function reasonOf({ ValidationStatusReason, HookStatusReason, ResourceStatusReason }: StackEvent): string {
  return (ValidationStatusReason ?? HookStatusReason ?? ResourceStatusReason ?? '').trim();
}

const verbs = { CREATE: 'created', UPDATE: 'updated', DELETE: 'deleted', IMPORT: 'imported' };

function whatHappened({ EventType, HookType, ResourceStatus = '' }: StackEvent, subject: string): string {
  if (EventType === 'VALIDATION_ERROR') return `${subject} did not pass validation`;
  if (HookType !== undefined) return `The hook \`${HookType}\` rejected ${subject}`;
  if (ResourceStatus.endsWith('ROLLBACK_IN_PROGRESS')) return `${subject} was rolled back`;
  if (ResourceStatus.endsWith('ROLLBACK_FAILED')) return `${subject} could not be rolled back`;
  const [, verb] = Object.entries(verbs).find(([start]) => ResourceStatus.startsWith(start)) ?? [];
  return `${subject} could not be ${verb ?? 'deployed'}`;
}

export function sentence(what: string, why: string): string {
  return why === '' ? `${what}.` : `${what}: ${why}`;
}
