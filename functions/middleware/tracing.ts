import type { MiddlewareObj } from '@middy/core';
import { wantsTraces } from '../../lib/app.ts';

/** The tracer takes longer to load than everything else here together, so it is loaded only if it is enabled. */
export async function tracing(serviceName: string): Promise<MiddlewareObj[]> {
  if (!wantsTraces()) return [];
  const { captureLambdaHandler, Tracer } = await import('./tracer.ts');
  return [captureLambdaHandler(new Tracer({ serviceName, captureHTTPsRequests: true }))];
}
