import type {
  SendMessageBatchCommandInput,
  SendMessageBatchCommandOutput,
  SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import type { JsonCall } from '../aws/json-service.ts';

export interface QueueApi {
  send(input: SendMessageCommandInput): Promise<unknown>;
  sendBatch(input: SendMessageBatchCommandInput): Promise<Pick<SendMessageBatchCommandOutput, 'Failed'>>;
}

export const SQS_TARGET = 'AmazonSQS';

export function wireQueue(call: JsonCall): QueueApi {
  return {
    send: (input) => call('SendMessage', input),
    sendBatch: (input) => call('SendMessageBatch', input) as ReturnType<QueueApi['sendBatch']>,
  };
}
