import {
  type CloudFormationClient,
  DescribeEventsCommand,
  DescribeStackEventsCommand,
} from '@aws-sdk/client-cloudformation';
import * as z from 'zod/mini';
import type { Aws } from '../../ask-aws.ts';
import { isWithin, windowOf } from '../../log/time-window.ts';
import type { FailedAction } from '../../provider.ts';
import { instant, listOf, text } from '../lenient-schema.ts';

/** The failures of one operation on a stack, from its events. Two APIs return them: the newer one includes
 *  validations and can filter for failures; the older one is the one that roles usually may call. */

const StackEvent = z.object({
  EventType: text,
  StackId: text,
  OperationId: text,
  ClientRequestToken: text,
  LogicalResourceId: text,
  PhysicalResourceId: text,
  ResourceType: text,
  ResourceStatus: text,
  ResourceStatusReason: text,
  Timestamp: instant,
  HookType: text,
  HookStatus: text,
  HookStatusReason: text,
  HookInvocationPoint: text,
  HookFailureMode: text,
  ValidationName: text,
  ValidationStatusReason: text,
  ValidationFailureMode: text,
  ValidationPath: text,
});
export type StackEvent = z.output<typeof StackEvent>;

const Operation = z.object({ OperationEvents: listOf(StackEvent), NextToken: text });
const History = z.object({ StackEvents: listOf(StackEvent), NextToken: text });

/** The failures of the action's operation on a stack, earliest first. */
export async function readFailures(
  client: CloudFormationClient,
  aws: Aws,
  stack: string,
  action: FailedAction,
): Promise<StackEvent[]> {
  const newer = failuresOf(await readOperation(client, aws, { StackName: stack }), action);
  if (newer.some((event) => !isConsequence(event))) return newer;
  const older = failuresOf(await readHistory(client, aws, stack, action), action);
  return older.length > 0 ? older : newer;
}

/** @param of a stack, or the ARN of a change set: AWS rejects its name alone */
export async function readOperation(
  client: CloudFormationClient,
  aws: Aws,
  of: { StackName: string } | { ChangeSetName: string },
): Promise<StackEvent[]> {
  return readPages(async (NextToken) => {
    const command = new DescribeEventsCommand({ ...of, Filters: { FailedEvents: true }, NextToken });
    const answer = await aws.ask('the events of the operation', () => client.send(command), Operation);
    return { events: answer?.OperationEvents ?? [], next: answer?.NextToken };
  });
}

function readHistory(client: CloudFormationClient, aws: Aws, StackName: string, action: FailedAction) {
  const { from } = windowOf(action);
  return readPages(async (NextToken) => {
    const command = new DescribeStackEventsCommand({ StackName, NextToken });
    const answer = await aws.ask('the stack events', () => client.send(command), History);
    const events = answer?.StackEvents ?? [];
    const oldest = events.at(-1)?.Timestamp;
    return { events, next: oldest !== undefined && oldest < from ? undefined : answer?.NextToken };
  });
}

async function readPages(
  read: (token: string | undefined) => Promise<{ events: StackEvent[]; next: string | undefined }>,
): Promise<StackEvent[]> {
  const first = await read(undefined);
  if (first.next === undefined) return first.events;
  const second = await read(first.next);
  return [...first.events, ...second.events];
}

/** Earliest first, and of one operation only: that of the first real failure during the action. */
export function failuresOf(events: StackEvent[], action: FailedAction): StackEvent[] {
  const window = windowOf(action);
  const failures = events
    .filter((event) => isFailure(event) && isWithin(event.Timestamp, window))
    .reverse()
    .sort((a, b) => (a.Timestamp ?? window.from) - (b.Timestamp ?? window.from));
  const root = rootOf(failures);
  return failures.filter((event) => !root || operationOf(event) === operationOf(root));
}

/** The first failure that is not a consequence of another. If all are, the last one, which sums them up. */
export function rootOf(failures: StackEvent[]): StackEvent | undefined {
  return failures.find((event) => !isConsequence(event)) ?? failures.at(-1);
}

function operationOf({ OperationId, ClientRequestToken }: StackEvent): string | undefined {
  return OperationId ?? ClientRequestToken;
}

function isFailure(event: StackEvent): boolean {
  const { EventType, ResourceStatus = '', ResourceStatusReason, HookStatus = '' } = event;
  if (EventType === 'VALIDATION_ERROR') return event.ValidationFailureMode !== 'WARN';
  if (EventType === 'HOOK_INVOCATION_ERROR' || HookStatus.endsWith('_FAILED')) return event.HookFailureMode !== 'WARN';
  if (EventType === 'PROVISIONING_ERROR' || ResourceStatus.endsWith('_FAILED')) return true;
  // A stack may be rolled back before any resource was changed; only this event has the reason then.
  return ResourceStatus.endsWith('ROLLBACK_IN_PROGRESS') && ResourceStatusReason !== undefined;
}

const CONSEQUENCES =
  /^(Resource (creation|update|deletion|import) cancelled|The following (resource|hook)\(s\)|Rollback requested by user|User Initiated)/i;

export function isConsequence(event: StackEvent): boolean {
  const { EventType, ResourceStatusReason, HookType } = event;
  if (EventType === 'VALIDATION_ERROR' || HookType !== undefined) return false;
  return ResourceStatusReason === undefined ? isOfStackItself(event) : CONSEQUENCES.test(ResourceStatusReason);
}

/** A stack is among its own resources. Its event only states that something in it failed. */
function isOfStackItself({ PhysicalResourceId, StackId }: StackEvent): boolean {
  return PhysicalResourceId !== undefined && PhysicalResourceId === StackId;
}

export function nestedStackOf(event: StackEvent | undefined): string | undefined {
  if (event?.ResourceType !== 'AWS::CloudFormation::Stack' || isOfStackItself(event)) return undefined;
  return event.PhysicalResourceId?.startsWith('arn:') ? event.PhysicalResourceId : undefined;
}
