import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { inTime } from './aws-config.ts';
import type { SubjectKey } from './core/subject.ts';
import type { CommandLetter, Tick, VoteLetter } from './letter.ts';
import { wireJson } from './wire-json.ts';

/** The one queue, from the sending side. */
export interface Queue {
  /** Sends a tick that arrives after so many milliseconds (whole seconds, at most 15 minutes). */
  tick(key: SubjectKey, delay?: number): Promise<void>;
  ticks(keys: SubjectKey[]): Promise<void>;
  /** What a person said or pressed. */
  send(letter: VoteLetter | CommandLetter): Promise<void>;
}

const LONGEST_DELAY = 900;
const BATCH = 10;

export function createQueue(url: string, client = new SQSClient(inTime(2_000, 3))): Queue {
  return {
    async tick(key, delay = 0) {
      const seconds = Math.min(Math.max(0, Math.ceil(delay / 1000)), LONGEST_DELAY);
      await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: tickFor(key), DelaySeconds: seconds }));
    },
    async ticks(keys) {
      for (let from = 0; from < keys.length; from += BATCH) {
        const Entries = keys.slice(from, from + BATCH).map((key, n) => ({ Id: String(n), MessageBody: tickFor(key) }));
        const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
        const [first] = Failed;
        if (first) throw new Error(`The queue refused ${Failed.length} ticks: ${first.Code} ${first.Message ?? ''}`);
      }
    },
    async send(letter) {
      await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: wireJson(letter) }));
    },
  };
}

function tickFor(key: SubjectKey): string {
  return wireJson({ signalbox: 'tick', key } satisfies Tick);
}
