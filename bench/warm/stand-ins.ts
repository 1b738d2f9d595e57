import { json } from 'node:stream/consumers';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { serve } from '../../lab/serve.ts';

/** Everything that the worker talks to, in the process of the bench: a table, and answers that suit a run that goes well. */

type Item = Record<string, AttributeValue>;
type Input = Record<string, unknown> & { Item?: Item; Key?: Item; name?: string; pipelineName?: string };

export async function startStandIns(stages: { name: string; actions: object[] }[]) {
  const items = new Map<string, Item>();
  const keyOf = (item: Item = {}) => `${item.pk?.S} ${item.sk?.S}`;
  let stamps = 0;

  function table(operation: string, input: Input): object {
    if (operation === 'PutItem') {
      items.set(keyOf(input.Item), input.Item ?? {});
      return {};
    }
    const Item = items.get(keyOf(input.Key));
    return Item ? { Item } : {};
  }

  /** Each pipeline runs once, and its execution has an id made of its name. */
  function codepipeline(operation: string, { name = '', pipelineName = '' }: Input): object {
    if (operation === 'GetPipeline') {
      const pipelineArn = `arn:aws:codepipeline:eu-central-1:123456789012:${name}`;
      return { pipeline: { name, version: 3, executionMode: 'SUPERSEDED', stages }, metadata: { pipelineArn } };
    }
    const times = { startTime: Date.now() / 1000 - 60, lastUpdateTime: Date.now() / 1000 };
    const summary = { pipelineExecutionId: executionOf(pipelineName), status: 'Succeeded', ...times };
    return { pipelineExecutionSummaries: [summary], actionExecutionDetails: [], stageStates: [] };
  }

  const server = await serve(async (req, res) => {
    const [service = '', operation = ''] = String(req.headers['x-amz-target'] ?? '').split('.');
    if (service === '') {
      req.resume();
      const ts = `1795348800.${String(++stamps).padStart(6, '0')}`;
      res.writeHead(200, { 'content-type': 'application/json' });
      return void res.end(JSON.stringify({ ok: true, ts, channel: 'C0DEPLOYS', bot_id: 'B0BOT' }));
    }
    const input = (await json(req)) as Input;
    const isQueue = service === 'AmazonSQS';
    const output = isQueue
      ? { MessageId: '00000000-0000-4000-8000-000000000000' }
      : service.startsWith('DynamoDB')
        ? table(operation, input)
        : codepipeline(operation, input);
    res.writeHead(200, { 'content-type': `application/x-amz-json-1.${service.startsWith('CodePipeline') ? 1 : 0}` });
    res.end(JSON.stringify(output));
  }, 0);
  const home = `http://127.0.0.1:${server.port}`;
  const env = {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_ENDPOINT_URL: home,
    TABLE_NAME: 'bench',
    QUEUE_URL: `${home}/000000000000/signalbox`,
    SLACK_API_URL: `${home}/api/`,
    SLACK_BOT_TOKEN: 'xoxb-bench',
    ACCOUNT_ID: '123456789012',
    AWS_LAMBDA_FUNCTION_NAME: 'signalbox-prod-worker',
  };
  return { env, stop: server.stop };
}

export function executionOf(pipeline: string): string {
  return `00000000-0000-4000-8000-${pipeline.slice(1).padStart(12, '0')}`;
}
