import { DescribeServiceDeploymentsCommand, type ECSClient, ListServiceDeploymentsCommand } from '@aws-sdk/client-ecs';
import * as z from 'zod/mini';
import type { Aws } from '../../ask-aws.ts';
import { isWithin } from '../../log/time-window.ts';
import type { Finding } from '../../provider.ts';
import { filled, instant, listOf, part } from '../lenient-schema.ts';
import { readMessage } from '../message-only/message.ts';

const Service = z.object({
  deployments: listOf(z.object({ id: filled, createdAt: instant, rolloutState: filled, rolloutStateReason: filled })),
  events: listOf(z.object({ createdAt: instant, message: z.string() })),
});
export type Service = z.output<typeof Service>;

export const Services = z.object({
  services: listOf(Service),
  failures: listOf(z.object({ arn: filled, reason: filled })),
});
export type Services = z.output<typeof Services>;

const ServiceDeployment = z.object({
  serviceDeploymentArn: filled,
  status: filled,
  statusReason: filled,
  lifecycleStage: filled,
  alarms: part({ triggeredAlarmNames: listOf(z.string()) }),
  lifecycleHookDetails: listOf(z.object({ targetArn: filled, status: filled })),
});
export type ServiceDeployment = z.output<typeof ServiceDeployment>;

const ServiceDeployments = z.object({ serviceDeployments: listOf(ServiceDeployment) });

/** The deployment that the action started, if it did not succeed. Alarms and hooks are recorded only here. */
export async function readServiceDeployment(
  aws: Aws,
  client: ECSClient,
  { cluster, service, since }: { cluster: string | undefined; service: string; since: number | undefined },
): Promise<ServiceDeployment | undefined> {
  const createdAt = since === undefined ? undefined : { after: new Date(since) };
  const listed = await aws.ask(
    'the list of service deployments',
    () => client.send(new ListServiceDeploymentsCommand({ cluster, service, createdAt, maxResults: 10 })),
    ServiceDeployments,
  );
  const brief = listed?.serviceDeployments.find(({ status }) => status !== 'SUCCESSFUL' && status !== 'PENDING');
  const serviceDeploymentArns = brief?.serviceDeploymentArn ? [brief.serviceDeploymentArn] : [];
  if (serviceDeploymentArns.length === 0) return undefined;
  const described = await aws.ask(
    'the service deployment',
    () => client.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns })),
    ServiceDeployments,
  );
  return described?.serviceDeployments[0] ?? brief;
}

type Found = Pick<Finding, 'cause' | 'codes' | 'phase'>;

/** The newest event with a reason; an event about the circuit breaker has none. */
export function explainEvents({ events }: Service, window: { from: number; to: number }): Found | undefined {
  const messages = events.filter(({ createdAt }) => isWithin(createdAt, window)).map(({ message }) => message);
  const telling =
    messages.find((message) => /\bunable to\b/i.test(message)) ??
    messages.find((message) => /health check|unhealthy/i.test(message));
  if (telling === undefined) return undefined;
  const { text, codes } = readMessage(telling.replace(/^\(service [^)]*\) /, ''));
  return { cause: `The service ${text.replace(/^\(task [^)]*\) /, 'has a task that ')}`, codes };
}

export function explainServiceDeployment(deployment: ServiceDeployment): Found | undefined {
  const { status, statusReason, lifecycleStage: phase, alarms, lifecycleHookDetails } = deployment;
  const why = statusReason ? `: ${statusReason}` : '';
  const names = alarms?.triggeredAlarmNames ?? [];
  const codes = status ? [status] : [];
  if (names.length > 0) return { cause: `${list(names)} went into alarm during the deployment${why}`, codes, phase };
  const hook = lifecycleHookDetails.find((each) => each.status === 'FAILED' || each.status === 'TIMED_OUT');
  if (hook) {
    const how = hook.status === 'FAILED' ? 'failed' : 'did not answer in time';
    const name = hook.targetArn?.split(':').at(-1) ?? 'of the deployment';
    return { cause: `Lifecycle hook \`${name}\` ${how}${why}`, codes, phase };
  }
  return statusReason ? { cause: statusReason, codes, phase } : undefined;
}

function list(names: string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
