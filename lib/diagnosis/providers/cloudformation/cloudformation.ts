import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { Aws } from '../../ask-aws.ts';
import { type FailedAction, type Finding, provider } from '../../provider.ts';
import { consolePage } from '../console-page.ts';
import { ownLink } from '../message-only/message.ts';
import { type ChangeSet, findingOfChangeSet, isEmpty, readChangeSet } from './change-set.ts';
import {
  failuresOf,
  isConsequence,
  nestedStackOf,
  readFailures,
  readOperation,
  rootOf,
  type StackEvent,
} from './stack-events.ts';
import { findingOf, lineOf } from './stack-failure.ts';

interface Records {
  /** The failures of the stack, then of its failed nested stack, and so on inwards. */
  levels: StackEvent[][];
  changeSet?: ChangeSet;
}

/** Deeper levels are not worth the calls. */
const MAX_LEVELS = 3;

export const cloudformation = provider<Records>({
  async fetch(action, aws) {
    const { ActionMode: mode, StackName, ChangeSetName } = action.configuration;
    // A deleted stack can only be found by its ARN.
    const stack = arnIn(action, 'stack') ?? StackName;
    const name = arnIn(action, 'changeSet') ?? ChangeSetName;
    if (stack === undefined) return { levels: [] };
    const client = new CloudFormationClient(aws.config);
    if (mode === 'CHANGE_SET_REPLACE' && name !== undefined) {
      const changeSet = await readChangeSet(client, aws, stack, name);
      return { changeSet, levels: await readValidations(client, aws, changeSet, action) };
    }
    const levels = await readLevels(client, aws, stack, action);
    if (levels.length > 0 || mode !== 'CHANGE_SET_EXECUTE' || name === undefined) return { levels };
    // A change set that could not be executed leaves no event in the stack.
    return { levels, changeSet: await readChangeSet(client, aws, stack, name) };
  },

  explain({ levels, changeSet }, action) {
    const roots = levels.flatMap((failures) => rootOf(failures) ?? []);
    const root = roots.at(-1);
    const links = linksTo(root?.StackId ?? changeSet?.StackId ?? arnIn(action, 'stack'), action);
    if (root === undefined) {
      const finding = changeSet && findingOfChangeSet(changeSet);
      return finding && { ...finding, links };
    }
    const within = roots.slice(0, -1).flatMap(({ LogicalResourceId }) => LogicalResourceId ?? []);
    const inwards = levels.toReversed().flat();
    const evidence = [...inwards.filter((each) => !isConsequence(each)), ...inwards.filter(isConsequence)];
    return { ...findingOf(root, within), evidence: evidence.slice(0, 25).map(lineOf), links };
  },
});

async function readLevels(client: CloudFormationClient, aws: Aws, stack: string, action: FailedAction) {
  const levels: StackEvent[][] = [];
  let next: string | undefined = stack;
  while (next !== undefined && levels.length < MAX_LEVELS) {
    const failures = await readFailures(client, aws, next, action);
    if (failures.length === 0) break;
    levels.push(failures);
    next = nestedStackOf(rootOf(failures));
  }
  return levels;
}

/** Validation failures are only in the events; the change set states only that validation failed. */
async function readValidations(
  client: CloudFormationClient,
  aws: Aws,
  changeSet: ChangeSet | undefined,
  action: FailedAction,
): Promise<StackEvent[][]> {
  if (changeSet?.Status !== 'FAILED' || changeSet.ChangeSetId === undefined || isEmpty(changeSet)) return [];
  const events = await readOperation(client, aws, { ChangeSetName: changeSet.ChangeSetId });
  const failures = failuresOf(events, action).filter((event) => !isConsequence(event));
  return failures.length > 0 ? [failures] : [];
}

function arnIn({ externalId = '', url = '' }: FailedAction, kind: 'stack' | 'changeSet'): string | undefined {
  const plain = `${externalId} ${url}`.replace(/%3A/gi, ':').replace(/%2F/gi, '/');
  return new RegExp(`arn:[\\w-]+:cloudformation:[\\w-]+:\\d+:${kind}/[\\w-]+/[\\da-f-]{36}`).exec(plain)?.[0];
}

function linksTo(stackId: string | undefined, action: FailedAction): Finding['links'] {
  if (stackId === undefined) return ownLink(action);
  const home = consolePage(action, 'cloudformation/home');
  return [{ label: 'Stack events', url: `${home}#/stacks/events?stackId=${encodeURIComponent(stackId)}` }];
}
