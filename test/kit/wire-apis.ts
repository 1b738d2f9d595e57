import { inTime } from '../../lib/aws/client-config.ts';
import { type JsonCall, jsonService } from '../../lib/aws/json-service.ts';
import { identityOf } from '../../lib/aws/surroundings.ts';
import { type QueueApi, SQS_TARGET, wireQueue } from '../../lib/queue/queue-api.ts';
import type { TableApi } from '../../lib/store/table-api.ts';
import { DYNAMODB_TARGET, wireTable } from '../../lib/store/table-wire.ts';

/** The functions' own clients, connected to stand-ins. They retry without a pause. */

const env = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'lab', AWS_SECRET_ACCESS_KEY: 'lab' };
const surroundings = { ...identityOf(env), now: Date.now, wait: async () => {} };

/** @param endpoint is called for each request, because a stand-in may start later */
export function labTable(endpoint: () => string): TableApi {
  const service = { ...surroundings, service: 'dynamodb', target: DYNAMODB_TARGET, ...inTime(60_000, 3) } as const;
  let known: { at: string; call: JsonCall } | undefined;
  return wireTable((operation, input) => {
    const at = endpoint();
    if (known?.at !== at) known = { at, call: jsonService({ ...service, endpoint: new URL(at) }) };
    return known.call(operation, input);
  });
}

export function labQueue(endpoint: string, times = inTime(60_000, 3)): QueueApi {
  const service = { ...surroundings, service: 'sqs', target: SQS_TARGET, endpoint: new URL(endpoint) } as const;
  return wireQueue(jsonService({ ...service, ...times }));
}
