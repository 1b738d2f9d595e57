import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import { createSweep } from '../lib/app.ts';
import { log, logger } from './middleware/log.ts';
import { tracing } from './middleware/tracing.ts';

const metrics = new Metrics({ namespace: 'Signalbox', serviceName: 'sweep' });
let ready: ReturnType<typeof createSweep> | undefined;

/** What one sweep leaves over, the next minute's takes. */
async function sweep(): Promise<void> {
  ready ??= createSweep();
  const swept = await ready();
  metrics.addMetric('Due', MetricUnit.Count, swept.due);
  log({ message: 'swept', ...swept });
}

export const handler = middy(sweep)
  .use(await tracing('sweep'))
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics, { throwOnEmptyMetrics: false }));
