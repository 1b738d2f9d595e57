import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { lazyLoop } from '../lib/app.ts';
import { groupBySubject } from '../lib/inbox/group-by-subject.ts';
import { processBatch } from '../lib/worker/process-batch.ts';
import { counting } from './middleware/counting.ts';
import { log, logger } from './middleware/log.ts';
import type { Start } from './middleware/start.ts';
import { tracing } from './middleware/tracing.ts';

const metrics = new Metrics({ namespace: 'Signalbox', serviceName: 'worker' });
const processor = new BatchProcessor(EventType.SQS);

const count = counting(metrics);

export async function createHandler({ isCacheRejected }: Start = {}) {
  if (isCacheRejected) metrics.addMetric('CodeCacheRejected', MetricUnit.Count, 1);
  const ready = lazyLoop((line) => {
    count(line);
    // The metric is itself a log line.
    if (line.message !== 'measured') log(line);
  });

  async function work(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
    const batch = groupBySubject(event.Records);
    metrics.addMetric('Message', MetricUnit.Count, event.Records.length);
    metrics.addMetric('UnknownMessage', MetricUnit.Count, batch.unknown.length);
    for (const message of batch.unknown) log({ message: 'unknown message', ...message });
    const finished = processBatch(batch, ready(), (subject, error) => {
      log({ message: 'subject failed, its messages come again', subject, error });
    });
    const finish = ({ messageId }: SQSRecord) => finished(messageId);
    return processPartialResponse(event, finish, processor, { context, throwOnFullBatchFailure: false });
  }

  return middy(work)
    .use(await tracing('worker'))
    .use(injectLambdaContext(logger))
    .use(logMetrics(metrics, { throwOnEmptyMetrics: false }));
}
