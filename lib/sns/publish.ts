import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { byRegion, inTime } from '../aws/client-config.ts';
import { contentHash } from '../core/base/content-hash.ts';
import type { Publish } from '../core/model/effect.ts';
import { outcome } from '../core/model/input.ts';
import { partsOfArn } from '../core/text/arn.ts';
import type { World } from '../worker/reconcile.ts';
import { amazonQNotification } from './amazon-q.ts';
import { snsMessage } from './message.ts';

export function createSns(): Pick<World, 'publish'> {
  const clientFor = byRegion((region) => new SNSClient({ region, ...inTime(4_000) }));
  return {
    async publish(effect) {
      const { topic } = effect;
      const { region } = partsOfArn(topic);
      try {
        await clientFor(region).send(new PublishCommand({ TopicArn: topic, ...ordering(effect), ...message(effect) }));
        return [outcome(effect, { done: true, digest: effect.digest })];
      } catch (error) {
        return [outcome(effect, { done: false, why: String(error), lasting: isLasting(error) })];
      }
    },
  };
}

function message({ summary, milestone, format }: Publish) {
  const { subject, text, short, json, attributes } = snsMessage(summary, milestone);
  const document = format === 'amazon-q' ? JSON.stringify(amazonQNotification(summary, milestone)) : json;
  return {
    Subject: subject,
    MessageStructure: 'json',
    Message: JSON.stringify({ default: document, email: text, sms: short }),
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes)
        .filter(([, value]) => value !== '') // SNS refuses the whole message for an empty value
        .map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
    ),
  };
}

/** A FIFO topic keeps an execution's milestones in order, and drops duplicates from a worker that died. */
function ordering({ topic, summary, key }: Publish) {
  if (!topic.endsWith('.fifo')) return {};
  return { MessageGroupId: summary.executionId, MessageDeduplicationId: `${summary.executionId}.${contentHash(key)}` };
}

function isLasting(error: unknown): boolean {
  return error instanceof Error && lasting.has(error.name);
}

/** A person must fix a policy, a key or the name of the topic. */
const lasting = new Set([
  'AccessDeniedException',
  'AuthorizationErrorException',
  'InvalidParameterException',
  'InvalidParameterValueException',
  'KMSAccessDeniedException',
  'KMSDisabledException',
  'KMSInvalidStateException',
  'KMSNotFoundException',
  'KMSOptInRequired',
  'NotFoundException',
]);
