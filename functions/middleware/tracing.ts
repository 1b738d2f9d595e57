import type { MiddlewareObj } from '@middy/core';
import { wantsTraces } from '../../lib/app.ts';

/** Segments for every call that is made. The tracer takes longer to load than all else at this edge together, so it is
 *  loaded only where POWERTOOLS_TRACE_ENABLED says `true`. */
export async function tracing(serviceName: string): Promise<MiddlewareObj[]> {
  if (!wantsTraces()) return [];
  const { Tracer } = await import('@aws-lambda-powertools/tracer');
  const { captureLambdaHandler } = await import('@aws-lambda-powertools/tracer/middleware');
  return [captureLambdaHandler(new Tracer({ serviceName, captureHTTPsRequests: true }))];
}
