import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { table } from './table.ts';

/** What stands in for AWS beside CodePipeline: DynamoDB, SQS and SNS, each over its own wire protocol. */
export interface StandIns {
  dynamoUrl: string;
  dynamo: DynamoDBClient;
  /** SQS and SNS at one address. */
  fauxqs: FauxqsServer;
  queueUrl: string;
  stop(): Promise<void>;
}

export const REGION = 'eu-central-1';
export const TABLE = 'signalbox';
export const QUEUE = 'signalbox';
export const INBOX = 'sns-inbox';

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
  for (const topic of topics) {
    fauxqs.createTopic(topic, { region: REGION });
    fauxqs.subscribe({ topic, queue: INBOX, region: REGION });
  }
  return {
    dynamoUrl,
    dynamo,
    fauxqs,
    queueUrl: onThisMachine(queueUrl, fauxqs.port),
    async stop() {
      dynamo.destroy();
      await fauxqs.stop();
      await close(server);
    },
  };
}

export const labCredentials = { accessKeyId: 'lab', secretAccessKey: 'lab' };

export async function serve(listener: (req: IncomingMessage, res: ServerResponse) => void, port: number) {
  const server = createServer(listener);
  const bound = await listen(server, port);
  return { port: bound, stop: () => close(server) };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

/** Queue URLs name a host of Amazon's form; here everything is one address. */
function onThisMachine(url: string, port: number): string {
  return `http://127.0.0.1:${port}/${url.split('/').slice(3).join('/')}`;
}
