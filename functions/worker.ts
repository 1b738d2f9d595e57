import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { sortOut } from '../lib/batch.ts';
import { run } from '../lib/run.ts';
import { createLoop } from '../lib/shell.ts';

const logger = new Logger({ serviceName: 'signalbox' });
const metrics = new Metrics({ namespace: 'Signalbox', serviceName: 'worker' });
const processor = new BatchProcessor(EventType.SQS);

const loop = createLoop((line) => {
  if (line.message === 'step') return logger.info(line.message, { ...line });
  metrics.addMetric('EffectFailed', MetricUnit.Count, 1);
  logger.warn(line.message, { ...line });
});
loop.catch(() => {}); // a bad start is reported by each call, not by an unhandled rejection

async function work(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const { subjects, subjectOf, unknown } = sortOut(event.Records);
  metrics.addMetric('Message', MetricUnit.Count, event.Records.length);
  metrics.addMetric('UnknownMessage', MetricUnit.Count, unknown.length);
  for (const letter of unknown) logger.warn('unknown message', letter);

  const running = new Map(subjects.map(({ key, inputs }) => [key, loop.then((ready) => run(key, inputs, ready))]));
  const finish = async ({ messageId }: { messageId: string }) => {
    const key = subjectOf.get(messageId);
    return key && running.get(key);
  };
  return processPartialResponse(event, finish, processor, { context, throwOnFullBatchFailure: false });
}

export const handler = middy(work)
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics, { throwOnEmptyMetrics: false }));
