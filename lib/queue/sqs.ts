import type { SubjectKey } from '../core/model/subject.ts';
import type {
  CommandMessage,
  DeployedMessage,
  HomeMessage,
  NoticeMessage,
  ReportMessage,
  TickMessage,
  VoteMessage,
  WaiterMessage,
} from './message.ts';
import type { QueueApi } from './queue-api.ts';
import { wireJson } from './wire-json.ts';

export interface Queue {
  /** @param delay milliseconds, rounded up to whole seconds; at most 15 minutes */
  tick(key: SubjectKey, delay?: number): Promise<void>;
  ticks(keys: SubjectKey[]): Promise<void>;
  /** @throws NotQueued */
  send(
    message:
      | VoteMessage
      | CommandMessage
      | NoticeMessage
      | WaiterMessage
      | DeployedMessage
      | ReportMessage
      | HomeMessage,
  ): Promise<void>;
}

/** The message is certainly not in the queue and can be sent again. After any other error it may be there. */
export class NotQueued extends Error {
  override readonly name = 'NotQueued';
}

const LONGEST_DELAY = 900;
const BATCH = 10;

export function createQueue(url: string, api: QueueApi): Queue {
  return {
    async tick(key, delay = 0) {
      const seconds = Math.min(Math.max(0, Math.ceil(delay / 1000)), LONGEST_DELAY);
      await api.send({ QueueUrl: url, MessageBody: tickFor(key), DelaySeconds: seconds });
    },
    async ticks(keys) {
      for (let from = 0; from < keys.length; from += BATCH) {
        const Entries = keys.slice(from, from + BATCH).map((key, n) => ({ Id: String(n), MessageBody: tickFor(key) }));
        const { Failed = [] } = await api.sendBatch({ QueueUrl: url, Entries });
        const [first] = Failed;
        if (first) throw new Error(`The queue refused ${Failed.length} ticks: ${first.Code} ${first.Message ?? ''}`);
      }
    },
    async send(message) {
      const input = { QueueUrl: url, MessageBody: wireJson(message) };
      await api.send(input).catch(async (first: unknown) => {
        await api.send(input).catch((second: unknown) => {
          // Retried here, because a client that retries shows only its last error: the first try may have arrived.
          if (!isUnsent(first) || !isUnsent(second)) throw second;
          throw new NotQueued('The queue did not accept the message', { cause: second });
        });
      });
    },
  };
}

/** The request did not reach SQS, or SQS refused it. A request that timed out may have arrived. */
function isUnsent(error: unknown): boolean {
  const { name, code, message, $metadata } = Object(error);
  if (name === 'CredentialsProviderError' || unreached.has(code)) return true;
  if (name === 'TimeoutError') return /did not establish a connection/.test(String(message));
  const status = Number($metadata?.httpStatusCode);
  return status >= 400 && status < 500 && status !== 408;
}

const unreached = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

function tickFor(key: SubjectKey): string {
  return wireJson({ signalbox: 'tick', key } satisfies TickMessage);
}
