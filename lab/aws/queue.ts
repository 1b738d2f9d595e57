import { createHash, randomUUID } from 'node:crypto';
import type { SQSRecord } from 'aws-lambda';

/** What stands in for the SQS queue, by the lab's clock: a delayed message is hidden, and so is a received one until it
 *  is deleted or its visibility time-out is over. */
export interface Queue {
  /** @param delay milliseconds */
  send(body: string, delay?: number): Sent;
  /** Hides those that it returns for the visibility time-out. */
  receive(most: number): SQSRecord[];
  remove(receiptHandle: string): void;
  /** How many can be received. */
  visible(): number;
  /** The next instant at which a message can be received. */
  nextAt(): number | undefined;
  /** The body of each message, those that were received and not deleted included. */
  bodies(): string[];
  /** Whether a message can be received or was received and is not deleted: delayed ones do not count. */
  isBusy(): boolean;
}

export interface Sent {
  id: string;
  md5: string;
}

interface Held {
  id: string;
  body: string;
  sentAt: number;
  visibleAt: number;
  receives: number;
  firstAt: number;
  receipt?: string;
}

/** Milliseconds until a message comes again that its worker did not delete. */
const VISIBILITY = 8_000;

/** @param now the lab's clock */
export function createQueue(now: () => number): Queue {
  const held = new Set<Held>();

  function visible(): Held[] {
    return [...held].filter(({ visibleAt }) => visibleAt <= now());
  }

  return {
    send(body, delay = 0) {
      const id = randomUUID();
      held.add({ id, body, sentAt: now(), visibleAt: now() + delay, receives: 0, firstAt: 0 });
      return { id, md5: md5(body) };
    },
    receive(most) {
      return visible()
        .slice(0, most)
        .map((one) => {
          one.receives += 1;
          one.firstAt ||= now();
          one.visibleAt = now() + VISIBILITY;
          one.receipt = randomUUID();
          return recordOf(one, one.receipt);
        });
    },
    remove(receiptHandle) {
      for (const one of held) if (one.receipt === receiptHandle) held.delete(one);
    },
    visible: () => visible().length,
    nextAt: () => (held.size === 0 ? undefined : Math.min(...[...held].map(({ visibleAt }) => visibleAt))),
    bodies: () => [...held].map(({ body }) => body),
    isBusy: () => [...held].some(({ receipt, visibleAt }) => receipt !== undefined || visibleAt <= now()),
  };
}

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

function recordOf({ id, body, sentAt, receives, firstAt }: Held, receiptHandle: string): SQSRecord {
  return {
    messageId: id,
    receiptHandle,
    body,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: String(sentAt),
      SenderId: 'lab',
      ApproximateFirstReceiveTimestamp: String(firstAt),
    },
    messageAttributes: {},
    md5OfBody: md5(body),
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:000000000000:signalbox',
    awsRegion: 'eu-central-1',
  };
}
