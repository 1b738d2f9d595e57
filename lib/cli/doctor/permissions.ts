import { type ContextEntry, IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { SOURCE } from '../../../events/signalbox/source.ts';
import { inTime } from '../../aws/client-config.ts';
import { placeFrom } from '../../config/policy-place.ts';
import { partsOfArn } from '../../core/text/arn.ts';
import type { Policy } from '../../policy/file/schema.ts';
import { type Check, type DoctorFinding, failed, missing, ok, unreadable } from './finding.ts';
import type { Setting } from './setting.ts';
import type { Deployed } from './stack.ts';

/** Checks that the worker's role has the permissions that the policy needs. It uses IAM's simulation, which includes
 *  permission boundaries and the organisation's policies. */
export function permissionChecks({ stack, policy, place }: Setting): Check[] {
  const worker = stack?.functions.worker;
  if (worker === undefined) return [];
  const wants = [
    ...ofEverybody(worker),
    ...(policy ? [...elsewhere(worker, policy), ...ofPolicy(policy), ...ofEvents(worker, policy)] : []),
  ];
  return wants.map((want) => {
    const subject = `worker permission to ${want.to}`;
    return { subject, look: () => ask(subject, worker.role, want, place) };
  });
}

interface Want {
  to: string;
  actions: string[];
  resource: string;
  todo: string;
  /** The key of a condition in the role. */
  context?: ContextEntry[];
}

function ofEverybody({ arn, env }: Deployed): Want[] {
  const { partition, region, account } = partsOfArn(arn);
  const inAccount = (service: string, rest: string) => `arn:${partition}:${service}:${region}:${account}:${rest}`;
  const token = env.SLACK_BOT_TOKEN_PARAM;
  const acting = { to: 'act on pipelines', actions: pipelineActions, resource: inAccount('codepipeline', 'any') };
  const todo = 'set the parameter slackBotToken to its name, and deploy again';
  return [
    { ...acting, todo: 'deploy again; a boundary or a policy of the organisation may also deny it' },
    ...placeOf(env.POLICY_SOURCE, { partition, inAccount }),
    ...(token
      ? [{ to: `read ${token}`, actions: ['ssm:GetParameter'], resource: inAccount('ssm', `parameter${token}`), todo }]
      : []),
  ];
}

type Arns = { partition: string; inAccount: (service: string, rest: string) => string };

function placeOf(source: string | undefined, { partition, inAccount }: Arns): Want[] {
  const place = placeFrom(source ?? '');
  if (!place) return [];
  const isObject = place.type === 's3';
  return [
    {
      to: `read the policy in ${source}`,
      actions: [isObject ? 's3:GetObject' : 'ssm:GetParameter'],
      resource: isObject
        ? `arn:${partition}:s3:::${place.bucket}/${place.key}`
        : inAccount('ssm', `parameter${place.name}`),
      todo: `set the parameter ${isObject ? 'policyObject' : 'policyParameter'}, and deploy again; the bucket's policy may also deny it`,
    },
  ];
}

/** Other Regions of Signalbox's own account, which the role has to name. */
function elsewhere({ arn }: Deployed, { accounts }: Policy): Want[] {
  const { partition, region: here, account } = partsOfArn(arn);
  const regions = new Set(accounts.flatMap(({ role, regions = [] }) => (role === undefined ? regions : [])));
  return [...regions]
    .filter((region) => region !== here)
    .map((region) => ({
      to: `act on pipelines in ${region}`,
      actions: pipelineActions,
      resource: `arn:${partition}:codepipeline:${region}:${account}:any`,
      todo: 'add this Region to the parameter regions, and deploy again',
    }));
}

function ofPolicy({ routes, accounts, freezes }: Policy): Want[] {
  const topics = new Set(routes.flatMap(({ sns = [] }) => sns));
  const roles = new Set(accounts.flatMap(({ role }) => role ?? []));
  const calendars = new Set(freezes.flatMap(({ ssmCalendar = [] }) => ssmCalendar));
  return [
    ...[...topics].map((resource) => ({
      to: `publish to ${resource}`,
      actions: ['sns:Publish'],
      resource,
      todo: 'add the topic to the parameter topics and its key to keys, and deploy again',
    })),
    ...[...roles].map((resource) => ({
      to: `assume ${resource}`,
      actions: ['sts:AssumeRole'],
      resource,
      todo: 'name the role signalbox-spoke, like infra/spoke.yml, or set the parameter spokeRole to its name',
    })),
    ...[...calendars].map((resource) => ({
      to: `read ${resource}`,
      actions: ['ssm:GetCalendarState'],
      resource,
      todo: 'deploy again',
    })),
  ];
}

function ofEvents({ arn }: Deployed, { events }: Policy): Want[] {
  if (!events) return [];
  const { partition, region, account } = partsOfArn(arn);
  const { bus } = events;
  const resource = bus.startsWith('arn:') ? bus : `arn:${partition}:events:${region}:${account}:event-bus/${bus}`;
  const todo = 'deploy again; the role may put events on the buses of its own account only';
  const source: ContextEntry = {
    ContextKeyName: 'events:source',
    ContextKeyValues: [SOURCE],
    ContextKeyType: 'stringList',
  };
  return [{ to: `put events on ${bus}`, actions: ['events:PutEvents'], resource, todo, context: [source] }];
}

/** Actions that change something, and actions without which no notification is sent. */
export const pipelineActions = [
  'DisableStageTransition',
  'EnableStageTransition',
  'GetPipeline',
  'GetPipelineExecution',
  'GetPipelineState',
  'ListActionExecutions',
  'ListPipelineExecutions',
  'ListPipelines',
  'OverrideStageCondition',
  'PutApprovalResult',
  'RetryStageExecution',
  'RollbackStage',
  'StartPipelineExecution',
  'StopPipelineExecution',
].map((name) => `codepipeline:${name}`);

async function ask(subject: string, role: string, want: Want, place: Setting['place']): Promise<DoctorFinding[]> {
  const { actions: ActionNames, resource, todo, context: ContextEntries } = want;
  // IAM is global in a partition; the client finds its Region.
  const client = new IAMClient({ ...place, ...inTime(6_000) });
  const ResourceArns = [resource];
  const asked = { PolicySourceArn: role, ActionNames, ResourceArns, ...(ContextEntries && { ContextEntries }) };
  const command = new SimulatePrincipalPolicyCommand(asked);
  try {
    const { EvaluationResults = [] } = await client.send(command);
    if (EvaluationResults.length === 0) return [unreadable(subject, 'results')];
    const allowed = EvaluationResults.filter(({ EvalDecision }) => EvalDecision === 'allowed');
    const lacking = ActionNames.filter((action) => !allowed.some(({ EvalActionName }) => EvalActionName === action));
    return [
      lacking.length === 0 ? ok(subject, 'granted') : missing(subject, `it lacks ${lacking.join(', ')}: ${todo}`),
    ];
  } catch (error) {
    return [failed(subject, error)];
  }
}
