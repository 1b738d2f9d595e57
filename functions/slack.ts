import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import { slackDoor } from '../lib/shell.ts';
import { tracing } from './middleware/tracing.ts';

const logger = new Logger({ serviceName: 'signalbox' });
const metrics = new Metrics({ namespace: 'Signalbox', serviceName: 'slack' });
const levels = {
  'vote taken in': 'info',
  'command taken in': 'info',
  'request refused': 'warn',
  'request failed': 'error',
} as const;
const counted = {
  'vote taken in': 'Vote',
  'command taken in': 'Command',
  'request refused': 'Refused',
  'request failed': 'Failed',
} as const;

const door = await slackDoor((line) => {
  metrics.addMetric(counted[line.message], MetricUnit.Count, 1);
  logger[levels[line.message]](line.message, { ...line });
});

/** Slack calls: a button, a form, a slash command. It waits three seconds for the answer. */
async function serve(request: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult> {
  metrics.addMetric('Request', MetricUnit.Count, 1);
  return door(request);
}

export const handler = middy(serve)
  .use(await tracing('slack'))
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics, { throwOnEmptyMetrics: false }));
