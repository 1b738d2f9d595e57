import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import { createSweep } from '../lib/app.ts';
import { log, logger } from './middleware/log.ts';
import type { Start } from './middleware/start.ts';
import { tracing } from './middleware/tracing.ts';

const metrics = new Metrics({ namespace: 'Signalbox', serviceName: 'sweep' });
let ready: ReturnType<typeof createSweep> | undefined;

/** The next sweep, one minute later, handles the rows that this one leaves. */
async function sweep(): Promise<void> {
  ready ??= createSweep();
  const swept = await ready();
  metrics.addMetric('Due', MetricUnit.Count, swept.due);
  log({ message: 'swept', ...swept });
}

export async function createHandler({ isCacheRejected }: Start = {}) {
  if (isCacheRejected) metrics.addMetric('CodeCacheRejected', MetricUnit.Count, 1);
  return middy(sweep)
    .use(await tracing('sweep'))
    .use(injectLambdaContext(logger))
    .use(logMetrics(metrics, { throwOnEmptyMetrics: false }));
}
