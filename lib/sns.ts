import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { digest } from './core/digest.ts';
import type { Publish } from './core/effect.ts';
import type { Failed, Input } from './core/input.ts';
import { publication } from './publication.ts';
import type { World } from './run.ts';

/** SNS as the loop sees it. A topic is asked for in its own Region. */
export function createSns(): Pick<World, 'publish'> {
  const clients = new Map<string, SNSClient>();
  function clientFor(topic: string): SNSClient {
    const region = topic.split(':')[3] ?? '';
    const client = clients.get(region) ?? new SNSClient({ region, maxAttempts: 2, requestHandler: IMPATIENT });
    clients.set(region, client);
    return client;
  }

  return {
    async publish(effect) {
      const { key, claim, topic } = effect;
      try {
        await clientFor(topic).send(new PublishCommand({ TopicArn: topic, ...ordering(effect), ...message(effect) }));
        return [{ type: 'outcome', key, claim, result: { done: true, digest: effect.digest } }] satisfies Input[];
      } catch (error) {
        const result: Failed = { done: false, why: String(error), lasting: isLasting(error) };
        return [{ type: 'outcome', key, claim, result }] satisfies Input[];
      }
    },
  };
}

const IMPATIENT = { connectionTimeout: 2_000, requestTimeout: 5_000 };

function message({ story, news }: Publish) {
  const { subject, text, short, json, attributes } = publication(story, news);
  return {
    Subject: subject,
    MessageStructure: 'json',
    Message: JSON.stringify({ default: json, email: text, sms: short }),
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
    ),
  };
}

/** A FIFO topic keeps an execution's news in order, and drops what a worker that died said before. */
function ordering({ topic, story, key }: Publish) {
  if (!topic.endsWith('.fifo')) return {};
  return { MessageGroupId: story.executionId, MessageDeduplicationId: `${story.executionId}.${digest(key)}` };
}

function isLasting(error: unknown): boolean {
  const names = [
    'AuthorizationErrorException',
    'NotFoundException',
    'InvalidParameterException',
    'AccessDeniedException',
  ];
  return error instanceof Error && (names.includes(error.name) || error.name.startsWith('KMS'));
}
