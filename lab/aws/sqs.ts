import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import * as z from 'zod';
import { AwsError } from '../codepipeline/errors.ts';
import type { Queue, Sent } from './queue.ts';

/** The queue at the wire, from the sending side: SQS over AWS JSON 1.0. Lambda receives within the lab. */

export const SQS_TARGET = 'AmazonSQS';

/** Bytes of a message, and of all messages of a batch. */
const LARGEST = 1_048_576;

const body = z.string().min(1);
const delay = z.int().min(0).max(900).optional();
const one = z.object({ QueueUrl: z.string(), MessageBody: body, DelaySeconds: delay });
const batch = z.object({
  QueueUrl: z.string(),
  Entries: z.array(z.object({ Id: z.string().regex(/^[\w-]{1,80}$/), MessageBody: body, DelaySeconds: delay })),
});

/** @param name of the queue
 *  @param queueOf whether the queue took something */
export function sqsRequest(name: string, queue: Queue, taken: () => void) {
  function send({ MessageBody, DelaySeconds = 0 }: { MessageBody: string; DelaySeconds?: number }): Sent {
    return queue.send(MessageBody, DelaySeconds * 1000);
  }

  function act(operation: string, input: unknown): object {
    switch (operation) {
      case 'SendMessage': {
        const message = valid(one, input, name);
        assertSize([message]);
        const { id, md5 } = send(message);
        return { MessageId: id, MD5OfMessageBody: md5 };
      }
      case 'SendMessageBatch': {
        const { Entries } = valid(batch, input, name);
        if (Entries.length === 0) throw refused('EmptyBatchRequest', 'There is no entry in the request.');
        if (Entries.length > 10) throw refused('TooManyEntriesInBatchRequest', 'Maximum number of entries is 10.');
        const ids = new Set(Entries.map(({ Id }) => Id));
        if (ids.size < Entries.length) throw refused('BatchEntryIdsNotDistinct', 'Two entries have the same id.');
        assertSize(Entries);
        const sent = Entries.map((entry) => ({ Id: entry.Id, ...send(entry) }));
        return {
          Successful: sent.map(({ Id, id, md5 }) => ({ Id, MessageId: id, MD5OfMessageBody: md5 })),
          Failed: [],
        };
      }
      default:
        throw new AwsError('UnknownOperationException', `The lab's queue has no ${operation}`);
    }
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    try {
      const output = act(String(req.headers['x-amz-target']).split('.')[1] ?? '', await json(req));
      respond(res, 200, output);
      taken();
    } catch (error) {
      const { status, name, message } = error instanceof AwsError ? error : refused('InternalFailure', String(error));
      respond(res, status, { __type: `com.amazonaws.sqs#${name}`, message });
    }
  }

  return (req: IncomingMessage, res: ServerResponse): void => void answer(req, res);
}

function valid<T extends { QueueUrl: string }>(schema: z.ZodType<T>, input: unknown, name: string): T {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw refused('InvalidParameterValue', z.prettifyError(parsed.error));
  if (parsed.data.QueueUrl.split('/').at(-1) === name) return parsed.data;
  throw refused('QueueDoesNotExist', 'The specified queue does not exist.');
}

function assertSize(messages: { MessageBody: string }[]): void {
  const bytes = messages.reduce((sum, { MessageBody }) => sum + Buffer.byteLength(MessageBody), 0);
  if (bytes > LARGEST) throw refused('InvalidParameterValue', `${bytes} bytes are more than ${LARGEST}.`);
}

function refused(name: string, message: string): AwsError {
  return new AwsError(name, message);
}

function respond(res: ServerResponse, status: number, output: object): void {
  res.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(output));
}
