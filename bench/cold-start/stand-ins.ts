import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { createQueue } from '../../lab/aws/queue.ts';
import { SQS_TARGET, sqsRequest } from '../../lab/aws/sqs.ts';
import { table } from '../../lab/aws/table.ts';
import { createCodePipeline } from '../../lab/codepipeline/engine.ts';
import { codePipelineRequest } from '../../lab/codepipeline/server.ts';
import { close, listen, serve } from '../../lab/serve.ts';
import { emptyRow } from '../../lib/core/model/row.ts';
import { createDynamoStore } from '../../lib/store/dynamo.ts';
import { sdkTable } from '../../lib/store/table-sdk.ts';
import { SECRET } from '../../test/kit/slack-requests.ts';

/** What the functions and the peer talk to: in the process of the bench, so that its work is not counted. */
export interface StandIns {
  /** A new table, so that no process finds the rows of another. */
  env(): Promise<Record<string, string>>;
  /** An event of an execution that has just started. */
  started(): object;
  addDueRow(table: string): Promise<void>;
  /** What was done since the last call, such as `chat.postMessage`. */
  done(): string[];
  stop(): Promise<void>;
}

export async function startStandIns(): Promise<StandIns> {
  const done: string[] = [];
  const events: object[] = [];
  const codepipeline = createCodePipeline({
    now: Date.now,
    id: randomUUID,
    emit: (event) => events.push(event),
    notify: () => {},
    faults: [],
  });
  codepipeline.declare({
    name: 'payments',
    stages: [
      { name: 'Source', actions: [{ name: 'Checkout', provider: 'CodeStarSourceConnection' }] },
      { name: 'Production', actions: [{ name: 'Go-live', provider: 'CodeDeploy' }] },
    ],
  });
  const pipelines = codePipelineRequest(codepipeline);
  const sqs = sqsRequest('signalbox', createQueue(Date.now), () => done.push('sqs'));
  const server = await serve((req, res) => {
    const [target, operation] = String(req.headers['x-amz-target'] ?? '').split('.');
    if (operation === 'PutApprovalResult') return answer(res, { approvedAt: Date.now() / 1000 }, operation);
    if (target === SQS_TARGET) return sqs(req, res);
    if (target) return pipelines(req, res);
    const method = req.url?.split('/').at(-1) ?? '';
    answer(res, { ok: true, ts: '1.2', channel: 'C0DEPLOYS', user_id: 'U0BOT', bot_id: 'B0BOT' }, method);
  }, 0);
  const dynamoServer = dynalite({ createTableMs: 0 });
  const home = `http://127.0.0.1:${server.port}`;
  const dynamoUrl = `http://127.0.0.1:${await listen(dynamoServer, 0)}`;
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const client = new DynamoDBClient({ region: 'eu-central-1', endpoint: dynamoUrl, credentials });
  let tables = 0;

  function answer(res: ServerResponse, body: object, what: string): void {
    done.push(what);
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  return {
    async env() {
      const TABLE_NAME = `bench-${++tables}`;
      await client.send(new CreateTableCommand(table(TABLE_NAME)));
      return {
        AWS_REGION: 'eu-central-1',
        AWS_ACCESS_KEY_ID: 'bench',
        AWS_SECRET_ACCESS_KEY: 'bench',
        AWS_ENDPOINT_URL: home,
        AWS_ENDPOINT_URL_DYNAMODB: dynamoUrl,
        TABLE_NAME,
        QUEUE_URL: `${home}/000000000000/signalbox`,
        SLACK_API_URL: `${home}/api/`,
        SLACK_BOT_TOKEN: 'xoxb-bench',
        SLACK_SIGNING_SECRET: SECRET,
        SLACK_TEAM_IDS: 'T012AB3C4',
      };
    },
    started() {
      events.length = 0;
      codepipeline.call('StartPipelineExecution', { name: 'payments' });
      const [first] = events;
      if (!first) throw new Error('No execution started');
      return first;
    },
    async addDueRow(table) {
      await createDynamoStore(sdkTable(client), table).save({ ...emptyRow('execution#bench'), dueAt: 1 }, Date.now());
    },
    done: () => done.splice(0),
    async stop() {
      client.destroy();
      await server.stop();
      await close(dynamoServer);
    },
  };
}
