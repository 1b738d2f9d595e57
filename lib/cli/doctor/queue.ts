import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { inTime } from '../../aws/client-config.ts';
import { partsOfArn } from '../../core/text/arn.ts';
import { type Check, type DoctorFinding, failed, missing, ok } from './finding.ts';
import { type Setting, unset } from './setting.ts';

export function queueChecks(setting: Setting): Check[] {
  const { env, place, stack } = setting;
  const client = new SQSClient({ ...place, ...inTime(4_000) });
  const undelivered = stack?.outputs.UndeliveredEventsUrl;
  const queue = {
    subject: 'queue',
    async look() {
      const url = env.QUEUE_URL || stack?.outputs.QueueUrl;
      return url ? lookAtQueue(client, url) : [unset('queue', 'QUEUE_URL', setting)];
    },
  };
  if (undelivered === undefined) return [queue];
  const subject = 'undelivered events';
  return [queue, { subject, look: async () => [await lookAtLetters(client, subject, undelivered)] }];
}

const Redrive = z.object({ deadLetterTargetArn: z.string() });

async function lookAtQueue(client: SQSClient, url: string): Promise<DoctorFinding[]> {
  const subject = `queue ${nameOf(url)}`;
  try {
    const { waiting, redrive } = await read(client, url);
    const there = ok(subject, `exists; ${counted(waiting)}`);
    const name = partsOfArn(targetOf(redrive)).resource || undefined;
    if (name === undefined) {
      return [
        there,
        missing(
          'dead letters',
          'the queue has no dead-letter queue, so a bad message is delivered again and again: deploy again',
        ),
      ];
    }
    // A dead-letter queue is always in the same account and Region.
    return [there, await lookAtDeadLetters(client, url.replace(/[^/]+$/, name))];
  } catch (error) {
    return [isGone(error) ? missing(subject, 'not found: deploy again') : failed(subject, error)];
  }
}

async function lookAtDeadLetters(client: SQSClient, url: string): Promise<DoctorFinding> {
  const subject = 'dead letters';
  try {
    return await lookAtLetters(client, subject, url);
  } catch (error) {
    return isGone(error) ? missing(subject, `queue ${nameOf(url)} not found: deploy again`) : failed(subject, error);
  }
}

async function lookAtLetters(client: SQSClient, subject: string, url: string): Promise<DoctorFinding> {
  const { waiting } = await read(client, url);
  if (waiting === 0) return ok(subject, 'none');
  return missing(
    subject,
    `${counted(waiting)} in ${nameOf(url)}: see docs/operations.md for how to inspect them and send them again`,
  );
}

async function read(client: SQSClient, url: string): Promise<{ waiting: number; redrive: string | undefined }> {
  const AttributeNames = ['ApproximateNumberOfMessages' as const, 'RedrivePolicy' as const];
  const { Attributes = {} } = await client.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames }));
  const waiting = Number(Attributes.ApproximateNumberOfMessages);
  if (Number.isNaN(waiting)) throw new Error('the answer has no number of messages');
  return { waiting, redrive: Attributes.RedrivePolicy };
}

function targetOf(redrive: string | undefined): string | undefined {
  return redrive === undefined ? undefined : Redrive.parse(JSON.parse(redrive)).deadLetterTargetArn;
}

function isGone(error: unknown): boolean {
  return error instanceof Error && /NonExistentQueue|QueueDoesNotExist/.test(error.name);
}

function nameOf(url: string): string {
  return url.split('/').at(-1) ?? url;
}

function counted(messages: number): string {
  return messages === 1 ? 'one message waits' : `${messages} messages wait`;
}
