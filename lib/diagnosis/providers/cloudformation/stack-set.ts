import {
  CloudFormationClient,
  ListStackSetOperationResultsCommand,
  ListStackSetOperationsCommand,
} from '@aws-sdk/client-cloudformation';
import * as z from 'zod/mini';
import { isWithin, windowOf } from '../../log/time-window.ts';
import { provider } from '../../provider.ts';
import { instant, listOf, text } from '../lenient-schema.ts';
import { ownLink, readMessage } from '../message-only/message.ts';

/** CloudFormationStackSet and CloudFormationStackInstances: one result for each account and Region. */

const Result = z.object({ Account: text, Region: text, Status: text, StatusReason: text });
const Results = z.object({ Summaries: listOf(Result) });
const Operation = z.object({ OperationId: text, Status: text, StatusReason: text, CreationTimestamp: instant });
const Operations = z.object({ Summaries: listOf(Operation) });

interface Records {
  operation?: Partial<z.output<typeof Operation>>;
  results: z.output<typeof Result>[];
}

export const stackSet = provider<Records>({
  async fetch(action, aws) {
    const { StackSetName } = action.configuration;
    if (StackSetName === undefined) return { results: [] };
    const client = new CloudFormationClient(aws.config);
    const operation = /^[\da-f-]{36}$/.test(action.externalId ?? '')
      ? { OperationId: action.externalId }
      : await failedOperation();
    if (operation?.OperationId === undefined) return { operation, results: [] };
    const command = new ListStackSetOperationResultsCommand({ StackSetName, OperationId: operation.OperationId });
    const answer = await aws.ask('the results of the stack set operation', () => client.send(command), Results);
    return { operation, results: answer?.Summaries ?? [] };

    async function failedOperation() {
      const list = new ListStackSetOperationsCommand({ StackSetName });
      const listed = await aws.ask('the stack set operations', () => client.send(list), Operations);
      const window = windowOf(action);
      return listed?.Summaries.find(
        ({ Status, CreationTimestamp }) => Status === 'FAILED' && isWithin(CreationTimestamp, window),
      );
    }
  },

  explain({ operation, results }, action) {
    const failed = results.filter(({ Status }) => Status === 'FAILED');
    const [first, ...others] = failed;
    const why = first?.StatusReason ?? operation?.StatusReason;
    if (why === undefined) return undefined;
    const { text, codes } = readMessage(why.replace(RESOURCE, '`$1` ($2): '));
    const name = `\`${action.configuration.StackSetName}\``;
    const where = first ? ` to ${placeOf(first)}${others.length > 0 ? ` and ${others.length} more` : ''}` : '';
    return {
      cause: `The stack set ${name} could not be deployed${where}: ${text}`,
      codes,
      evidence: failed.slice(0, 25).map((each) => `${placeOf(each)}: ${each.StatusReason ?? 'FAILED'}`),
      links: ownLink(action),
    };
  },
});

const RESOURCE = /^ResourceLogicalId:([^,]+), ResourceType:([^,]+), ResourceStatusReason:/;

function placeOf({ Account = 'an account', Region = 'a Region' }: z.output<typeof Result>): string {
  return `${Account} (${Region})`;
}
