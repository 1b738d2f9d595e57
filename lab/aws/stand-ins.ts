import { randomUUID } from 'node:crypto';
import { Server } from 'node:http';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { listen } from '../serve.ts';
import { table } from './table.ts';

/** Stand-ins for DynamoDB and SNS, each over its own wire protocol. */
export interface StandIns {
  dynamoUrl: string;
  dynamo: DynamoDBClient;
  /** SNS, and the queue that is subscribed to all topics. */
  fauxqs: FauxqsServer;
  /** Another service in AWS publishes; without such a topic the message is lost, as it is there. */
  publish(topicArn: string, message: string): void;
  stop(): Promise<void>;
}

export const REGION = 'eu-central-1';
export const TABLE = 'signalbox';
export const QUEUE = 'signalbox';
export const INBOX = 'sns-inbox';
/** The topic for approval requests: its messages reach the worker's queue in SNS's envelope. */
export const APPROVALS = 'approval-requests';

/** @param toQueue sends to the worker's queue */
export async function startStandIns(topics: string[], toQueue: (body: object) => void): Promise<StandIns> {
  const server = dynalite({ createTableMs: 0 });
  const dynamoUrl = `http://127.0.0.1:${await listen(server, 0)}`;
  const dynamo = new DynamoDBClient({ region: REGION, endpoint: dynamoUrl, credentials: labCredentials });
  await dynamo.send(new CreateTableCommand(table(TABLE)));

  const fauxqs = await startFauxqs({ port: 0, logger: false, defaultRegion: REGION });
  fauxqs.createQueue(INBOX, { region: REGION });
  const { topicArn: approvals } = fauxqs.createTopic(APPROVALS, { region: REGION });
  const arns = new Set<string>();
  for (const topic of topics) {
    arns.add(fauxqs.createTopic(topic, { region: REGION }).topicArn);
    fauxqs.subscribe({ topic, queue: INBOX, region: REGION });
  }
  return {
    dynamoUrl,
    dynamo,
    fauxqs,
    publish(topicArn, message) {
      if (topicArn === approvals) toQueue(notification(topicArn, message));
      if (arns.has(topicArn)) fauxqs.publish(topicArn.split(':').at(-1) ?? '', message, { region: REGION });
    },
    async stop() {
      dynamo.destroy();
      await fauxqs.stop();
      server.closeAllConnections();
      // dynalite's own close fails with an uncaught error during a request, and its tables are in memory only.
      await new Promise<void>((done) => Server.prototype.close.call(server, () => done()));
    },
  };
}

export const labCredentials = { accessKeyId: 'lab', secretAccessKey: 'lab' };

/** The envelope in which SNS delivers to a queue. */
function notification(TopicArn: string, Message: string): object {
  const Timestamp = new Date().toISOString();
  return { Type: 'Notification', MessageId: randomUUID(), TopicArn, Message, Timestamp, SignatureVersion: '1' };
}
