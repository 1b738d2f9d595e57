import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { close, listen } from './serve.ts';
import { table } from './table.ts';

/** What stands in for AWS beside CodePipeline: DynamoDB, SQS and SNS, each over its own wire protocol. */
export interface StandIns {
  dynamoUrl: string;
  dynamo: DynamoDBClient;
  /** SQS and SNS at one address. */
  fauxqs: FauxqsServer;
  queueUrl: string;
  /** Somebody else in AWS publishes; what there is no topic for is lost, as it is there. */
  publish(topicArn: string, message: string): void;
  stop(): Promise<void>;
}

export const REGION = 'eu-central-1';
export const TABLE = 'signalbox';
export const QUEUE = 'signalbox';
export const INBOX = 'sns-inbox';
/** Where approval actions may ask: what is said there reaches the worker's queue, in SNS's envelope. */
export const APPROVALS = 'approval-requests';

/** Seconds until a message comes again whose worker died. */
const VISIBILITY = '8';

export async function startStandIns(topics: string[]): Promise<StandIns> {
  const server = dynalite({ createTableMs: 0 });
  const dynamoUrl = `http://127.0.0.1:${await listen(server, 0)}`;
  const dynamo = new DynamoDBClient({ region: REGION, endpoint: dynamoUrl, credentials: labCredentials });
  await dynamo.send(new CreateTableCommand(table(TABLE)));

  const fauxqs = await startFauxqs({ port: 0, logger: false, defaultRegion: REGION });
  const attributes = { VisibilityTimeout: VISIBILITY };
  const { queueUrl } = fauxqs.createQueue(QUEUE, { region: REGION, attributes });
  fauxqs.createQueue(INBOX, { region: REGION });
  const { topicArn: approvals } = fauxqs.createTopic(APPROVALS, { region: REGION });
  fauxqs.subscribe({ topic: APPROVALS, queue: QUEUE, region: REGION });
  const arns = new Set([approvals]);
  for (const topic of topics) {
    arns.add(fauxqs.createTopic(topic, { region: REGION }).topicArn);
    fauxqs.subscribe({ topic, queue: INBOX, region: REGION });
  }
  return {
    dynamoUrl,
    dynamo,
    fauxqs,
    queueUrl: onThisMachine(queueUrl, fauxqs.port),
    publish(topicArn, message) {
      if (arns.has(topicArn)) fauxqs.publish(topicArn.split(':').at(-1) ?? '', message, { region: REGION });
    },
    async stop() {
      dynamo.destroy();
      await fauxqs.stop();
      await close(server);
    },
  };
}

export const labCredentials = { accessKeyId: 'lab', secretAccessKey: 'lab' };

/** Queue URLs name a host of Amazon's form; here everything is one address. */
function onThisMachine(url: string, port: number): string {
  return `http://127.0.0.1:${port}/${url.split('/').slice(3).join('/')}`;
}
