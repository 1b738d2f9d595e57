import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import { slackEndpoint } from '../lib/app.ts';
import { log, logger } from './middleware/log.ts';
import type { Start } from './middleware/start.ts';
import { tracing } from './middleware/tracing.ts';

const metrics = new Metrics({ namespace: 'Signalbox', serviceName: 'slack' });
const counted = {
  'vote taken in': 'Vote',
  'command taken in': 'Command',
  'request refused': 'Refused',
  'request failed': 'Failed',
} as const;

/** Slack sends buttons, forms and slash commands, and waits three seconds for the answer. */
export async function createHandler({ isCacheRejected }: Start = {}) {
  if (isCacheRejected) metrics.addMetric('CodeCacheRejected', MetricUnit.Count, 1);
  const endpoint = await slackEndpoint((line) => {
    metrics.addMetric(counted[line.message], MetricUnit.Count, 1);
    log(line);
  });

  async function serve(request: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult> {
    metrics.addMetric('Request', MetricUnit.Count, 1);
    return endpoint(request);
  }

  return middy(serve)
    .use(await tracing('slack'))
    .use(injectLambdaContext(logger))
    .use(logMetrics(metrics, { throwOnEmptyMetrics: false }));
}
