import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { windowOf } from '../../log/time-window.ts';
import { type FailedAction, type Finding, provider } from '../../provider.ts';
import { consolePage } from '../console-page.ts';
import {
  explainEvents,
  explainServiceDeployment,
  readServiceDeployment,
  type Service,
  type ServiceDeployment,
  Services,
} from './deployment.ts';
import { readStoppedTasks, type Task, type TaskFailure, taskFailure } from './tasks.ts';

interface Records {
  services?: Services;
  tasks?: Task[];
  /** Read only if tasks and events have no reason. */
  deployment?: ServiceDeployment;
}

/** Rolling deployments. A circuit breaker usually ends the deployment; the stopped tasks have the reason. */
export const ecs = provider<Records>({
  async fetch(action, aws) {
    const { ClusterName: cluster, ServiceName: service } = action.configuration;
    if (!service) return {};
    const client = new ECSClient(aws.config);
    const describe = new DescribeServicesCommand({ cluster, services: [service] });
    const [services, tasks] = await Promise.all([
      aws.ask('the service', () => client.send(describe), Services),
      readStoppedTasks(aws, client, cluster, service),
    ]);
    const records = { services, tasks };
    const isClear = fromTasks(records, action) ?? fromEvents(records, action);
    if (isClear || !serviceOf(records)) return records;
    const deployment = await readServiceDeployment(aws, client, { cluster, service, since: action.startedAt });
    return { ...records, deployment };
  },

  explain(records, action) {
    const task = fromTasks(records, action);
    const found: Found | undefined =
      missingService(records, action) ??
      task ??
      fromEvents(records, action) ??
      (records.deployment && explainServiceDeployment(records.deployment)) ??
      fromRollout(records, action);
    if (!found) return undefined;
    const evidence = [...(found.evidence ?? []), ...eventLines(records, action)].slice(0, 25);
    return { cause: found.cause, codes: found.codes, phase: found.phase, evidence, links: linksOf(action, task) };
  },
});

type Found = Pick<Finding, 'cause' | 'codes' | 'phase'> & { evidence?: string[] };

function serviceOf({ services }: Records): Service | undefined {
  return services?.services[0];
}

function missingService({ services }: Records, { configuration }: FailedAction): Found | undefined {
  const reason = services?.services.length === 0 ? services.failures[0]?.reason : undefined;
  if (!reason) return undefined;
  const { ServiceName: service, ClusterName: cluster = 'default' } = configuration;
  return { cause: `Service \`${service}\` is not in cluster \`${cluster}\`: ${reason}`, codes: [reason] };
}

/** Deployments of this action only: a service still lists failures of earlier executions. */
function failedDeployments(records: Records, action: FailedAction): Service['deployments'] {
  const { from } = windowOf(action);
  const deployments = serviceOf(records)?.deployments ?? [];
  return deployments.filter(({ rolloutState, createdAt = from }) => rolloutState === 'FAILED' && createdAt >= from);
}

function fromTasks(records: Records, action: FailedAction): TaskFailure | undefined {
  const startedBy = failedDeployments(records, action).flatMap(({ id }) => id ?? []);
  return taskFailure(records.tasks ?? [], { startedBy, since: action.startedAt });
}

function fromEvents(records: Records, action: FailedAction): Found | undefined {
  const service = serviceOf(records);
  return service && explainEvents(service, windowOf(action));
}

function fromRollout(records: Records, action: FailedAction): Found | undefined {
  const [failed] = failedDeployments(records, action);
  if (!failed) return undefined;
  const cause = failed.rolloutStateReason ?? 'The deployment of the service failed';
  const gone = 'No stopped task is listed; ECS keeps them for about one hour.';
  return { cause, codes: ['FAILED'], evidence: records.tasks?.length === 0 ? [gone] : [] };
}

function eventLines(records: Records, action: FailedAction): string[] {
  const { from } = windowOf(action);
  const events = serviceOf(records)?.events ?? [];
  return events
    .filter(({ createdAt = 0 }) => createdAt >= from)
    .slice(0, 6)
    .map(({ message }) => message);
}

function linksOf(action: FailedAction, task: TaskFailure | undefined): Finding['links'] {
  const { ClusterName: cluster = 'default', ServiceName: service } = action.configuration;
  const id = task?.taskArn?.split('/').at(-1);
  const page = (path: string) => consolePage(action, `ecs/v2/clusters/${cluster}/${path}`);
  return [
    ...(id ? [{ label: 'Stopped task', url: page(`tasks/${id}`) }] : []),
    ...(service ? [{ label: `Service ${service}`, url: page(`services/${service}/deployments`) }] : []),
  ];
}
