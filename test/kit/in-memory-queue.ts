import type { SubjectKey } from '../../lib/core/model/subject.ts';
import type { Queue } from '../../lib/queue/sqs.ts';

/** SQS as infra/queue.yml configures it, with the test's clock: a received message is hidden for a while, returns unless
 *  it is deleted, and becomes a dead letter after the fifth time. */
export interface InMemoryQueue extends Queue {
  receive(most: number): { messageId: string; body: string }[];
  delete(messageId: string): void;
  /** All sent messages, and those that were sent while the queue had another one for the same subject. */
  sent: SubjectKey[];
  doubled: SubjectKey[];
  dead: number;
  size(): number;
}

const HIDDEN = 181_000;
const RECEIVES = 5;

export function createInMemoryQueue(now: () => number): InMemoryQueue {
  const messages = new Map<
    string,
    { key: SubjectKey | undefined; body: string; visibleAt: number; received: number }
  >();
  const there = new Map<SubjectKey, number>();
  let ids = 0;

  function add(body: string, delay: number, key?: SubjectKey): void {
    messages.set(String(++ids), { key, body, visibleAt: now() + delay, received: 0 });
    if (key === undefined) return;
    queue.sent.push(key);
    if (there.get(key)) queue.doubled.push(key);
    there.set(key, (there.get(key) ?? 0) + 1);
  }

  function remove(messageId: string): void {
    const key = messages.get(messageId)?.key;
    if (messages.delete(messageId) && key !== undefined) there.set(key, (there.get(key) ?? 1) - 1);
  }

  const tickFor = (key: SubjectKey) => JSON.stringify({ signalbox: 'tick', key });
  const queue: InMemoryQueue = {
    sent: [],
    doubled: [],
    dead: 0,
    size: () => messages.size,
    async tick(key, delay = 0) {
      add(tickFor(key), delay, key);
    },
    async ticks(keys) {
      for (const key of keys) add(tickFor(key), 0, key);
    },
    async send(message) {
      add(JSON.stringify(message), 0);
    },
    receive(most) {
      const received: { messageId: string; body: string }[] = [];
      for (const [messageId, message] of messages) {
        if (received.length === most) break;
        if (message.visibleAt > now()) continue;
        if (message.received === RECEIVES) {
          remove(messageId);
          queue.dead += 1;
          continue;
        }
        message.received += 1;
        message.visibleAt = now() + HIDDEN;
        received.push({ messageId, body: message.body });
      }
      return received;
    },
    delete: remove,
  };
  return queue;
}
