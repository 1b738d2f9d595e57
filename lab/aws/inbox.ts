import type { FauxqsServer } from 'fauxqs';
import * as z from 'zod';
import type { LabMail } from '../page/state.ts';
import { INBOX } from './stand-ins.ts';

/** Everything published to SNS, as a subscribed queue receives it. */
export interface Inbox {
  mails(): LabMail[];
}

const Envelope = z.object({
  TopicArn: z.string(),
  Subject: z.string().default(''),
  Message: z.string(),
  MessageAttributes: z.record(z.string(), z.object({ Value: z.string() })).default({}),
});

export function createInbox(fauxqs: FauxqsServer, now: () => number): Inbox {
  const seen = new Map<string, LabMail>();
  return {
    mails() {
      for (const { messageId, body } of fauxqs.inspectQueue(INBOX)?.messages.ready ?? []) {
        if (seen.has(messageId)) continue;
        const { TopicArn, Subject, Message, MessageAttributes } = Envelope.parse(JSON.parse(body));
        const attributes = Object.entries(MessageAttributes).map(([name, { Value }]) => [name, Value] as const);
        const mail = { subject: Subject, attributes: Object.fromEntries(attributes), message: forQueues(Message) };
        seen.set(messageId, { at: now(), topic: TopicArn, ...mail });
      }
      return [...seen.values()];
    },
  };
}

/** A message with a text for each protocol reaches a queue as its default; fauxqs hands over all of them. */
function forQueues(message: string): string {
  const content: unknown = JSON.parse(message);
  const isByProtocol = typeof content === 'object' && content !== null && 'default' in content;
  return isByProtocol ? String(content.default) : message;
}
