import type { IncomingMessage, ServerResponse } from 'node:http';
import { SSM_TARGET } from './aws/change-calendars.ts';
import { EVENTS_TARGET } from './aws/event-bus.ts';
import { PARAMETER_TARGET } from './aws/parameters.ts';
import { SQS_TARGET } from './aws/sqs.ts';

/** Everything behind the lab's one port. */
interface Services {
  parameters: Listener;
  sqs: Listener;
  calendars: Listener;
  events: Listener;
  codepipeline: Listener;
  slack: Listener;
  sts: Listener;
  /** Unknown until the functions run. */
  slackEndpoint: () => Listener | undefined;
  /** The page, unknown until the lab is complete. */
  other: () => Listener | undefined;
}

export type Listener = (req: IncomingMessage, res: ServerResponse) => void;

export function routes(services: Services): Listener {
  return (req, res) => {
    const listener = serviceFor(req, services);
    if (listener) listener(req, res);
    else res.writeHead(503).end();
  };
}

function serviceFor({ headers, url = '', method }: IncomingMessage, services: Services): Listener | undefined {
  const operation = String(headers['x-amz-target'] ?? '');
  if (operation === PARAMETER_TARGET) return services.parameters;
  const [target] = operation.split('.');
  if (target === SQS_TARGET) return services.sqs;
  if (target === SSM_TARGET) return services.calendars;
  if (target === EVENTS_TARGET) return services.events;
  if (target) return services.codepipeline;
  if (url.startsWith('/api/') || url.startsWith('/hooks/')) return services.slack;
  if (url.startsWith('/sts') && method === 'POST') return services.sts;
  return (url === '/slack' && method === 'POST' && services.slackEndpoint()) || services.other();
}
