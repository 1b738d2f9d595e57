import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import { BOARD } from '../lib/core/subject.ts';
import { createStore, queue } from '../lib/shell.ts';
import { log, logger } from './middleware/log.ts';
import { tracing } from './middleware/tracing.ts';

const metrics = new Metrics({ namespace: 'Signalbox', serviceName: 'sweep' });
const MOST = 1000;
let tools: { store: ReturnType<typeof createStore>; queue: ReturnType<typeof queue> } | undefined;

/** Whatever is due gets a tick, and the board always: the worker finds out what for. What is left over is due in the next
 *  minute too. */
async function sweep(): Promise<void> {
  tools ??= { store: createStore(), queue: queue() };
  const due = await tools.store.due(Date.now(), MOST);
  await tools.queue.ticks([BOARD, ...due]);
  metrics.addMetric('Due', MetricUnit.Count, due.length);
  log({ message: 'swept', due: due.length });
}

export const handler = middy(sweep)
  .use(await tracing('sweep'))
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics, { throwOnEmptyMetrics: false }));
