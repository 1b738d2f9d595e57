import { DescribeEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { inTime } from '../../aws/client-config.ts';
import { partsOfArn } from '../../core/text/arn.ts';
import type { Account } from '../../policy/file/schema-accounts.ts';
import { type Check, failed, missing, ok, unreadable, untold } from './finding.ts';
import type { Setting } from './setting.ts';

/** Checks that the bus accepts events of every other account in the policy. Without that, the events are lost, and
 *  only a dead-letter queue in the sending account shows it. */
export function hubBusChecks({ stack, policy, place }: Setting): Check[] {
  const arn = stack?.outputs.BusArn;
  if (arn === undefined) return [];
  const { account: own, resource: bus } = partsOfArn(arn);
  const subject = bus.replace('event-bus/', 'bus ');
  const others = new Map((policy?.accounts ?? []).filter(({ id }) => id !== own).map((each) => [each.id, each]));
  if (others.size === 0) return [];
  return [
    {
      subject,
      async look() {
        const client = new EventBridgeClient({ ...place, ...inTime(4_000) });
        try {
          const { Arn, Policy = '' } = await client.send(new DescribeEventBusCommand({ Name: arn }));
          if (Arn === undefined) return [unreadable(subject, 'ARN')];
          const senders = sendersOf(Policy);
          return [...others.values()].map((account) => findingOf(subject, account, senders));
        } catch (error) {
          const isGone = error instanceof Error && error.name === 'ResourceNotFoundException';
          return [failed(subject, error, isGone ? 'not found: deploy again' : '')];
        }
      },
    },
  ];
}

function findingOf(subject: string, { id, name }: Account, senders: string[]) {
  const called = name === undefined ? id : `${name} (${id})`;
  if (senders.includes(id)) return ok(subject, `accepts events of ${called}`);
  if (senders.includes('*'))
    return untold(subject, `its policy allows all accounts, but its conditions may exclude ${called}`);
  const todo = 'add the account to the parameter spokes of serverless.yml, and deploy again';
  return missing(subject, `it does not accept events of ${called}, so events of its pipelines are lost: ${todo}`);
}

const texts = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const BusPolicy = z.object({
  Statement: z.array(
    z.object({
      Effect: z.string(),
      Action: texts.optional(),
      Principal: z
        .union([z.literal('*').transform((all) => ({ AWS: [all as string] })), z.object({ AWS: texts.optional() })])
        .optional(),
    }),
  ),
});

/** Account ids, or `*`. AWS returns a principal that was given as an account id as the ARN of that account's root. */
function sendersOf(policy: string): string[] {
  if (policy === '') return [];
  const { Statement } = BusPolicy.parse(JSON.parse(policy));
  return Statement.filter(({ Effect, Action = [] }) => Effect === 'Allow' && Action.some(isPut)).flatMap(
    ({ Principal }) => (Principal?.AWS ?? []).map((one) => /^arn:[^:]+:iam::(\d{12}):root$/.exec(one)?.[1] ?? one),
  );
}

function isPut(action: string): boolean {
  return /^(\*|events:(\*|Put\*|PutEvents))$/i.test(action);
}
