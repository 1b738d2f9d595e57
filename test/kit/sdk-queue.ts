import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { QueueApi } from '../../lib/queue/queue-api.ts';

/** The SDK's client, as a reference for the functions' own client. */
export function sdkQueue(client: SQSClient): QueueApi {
  return {
    send: (input) => client.send(new SendMessageCommand(input)),
    sendBatch: (input) => client.send(new SendMessageBatchCommand(input)),
  };
}
