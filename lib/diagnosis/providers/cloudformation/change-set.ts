import { type CloudFormationClient, DescribeChangeSetCommand } from '@aws-sdk/client-cloudformation';
import * as z from 'zod/mini';
import type { Aws } from '../../ask-aws.ts';
import type { Finding } from '../../provider.ts';
import { text } from '../lenient-schema.ts';
import { readMessage } from '../message-only/message.ts';
import { sentence } from './stack-failure.ts';

const ChangeSet = z.object({ ChangeSetName: text, ChangeSetId: text, StackId: text, Status: text, StatusReason: text });
export type ChangeSet = z.output<typeof ChangeSet>;

export function readChangeSet(client: CloudFormationClient, aws: Aws, StackName: string, ChangeSetName: string) {
  const command = new DescribeChangeSetCommand({ StackName, ChangeSetName });
  return aws.ask('the change set', () => client.send(command), ChangeSet);
}

/** Undefined if the change set did not fail. */
export function findingOfChangeSet(changeSet: ChangeSet): Omit<Finding, 'links'> | undefined {
  const { ChangeSetName = '?', Status, StatusReason = '' } = changeSet;
  if (Status !== 'FAILED') return undefined;
  const { text, codes } = readMessage(StatusReason);
  const cause = isEmpty(changeSet)
    ? `There was nothing to deploy: the change set \`${ChangeSetName}\` contains no changes.`
    : sentence(`The change set \`${ChangeSetName}\` could not be created`, text);
  return {
    cause,
    codes: isEmpty(changeSet) ? ['NoChanges'] : codes,
    phase: 'CREATE_CHANGESET',
    evidence: StatusReason ? [StatusReason] : [],
  };
}

/** CloudFormation reports an empty change set as failed, but nothing is wrong. */
export function isEmpty({ StatusReason = '' }: ChangeSet): boolean {
  return /didn't contain changes|no updates are to be performed/i.test(StatusReason);
}
