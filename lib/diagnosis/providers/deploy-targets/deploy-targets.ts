import { CodePipelineClient, ListDeployActionExecutionTargetsCommand } from '@aws-sdk/client-codepipeline';
import * as z from 'zod/mini';
import { serviceErrors } from '../../classify/service-error.ts';
import { causeLine } from '../../log/telling-line.ts';
import { type FailedAction, type Finding, provider } from '../../provider.ts';
import { consolePage } from '../console-page.ts';
import { filled, instant, listOf, part } from '../lenient-schema.ts';

const TargetEvent = z.object({
  name: filled,
  status: filled,
  endTime: instant,
  context: part({ ssmCommandId: filled, message: filled }),
});
type TargetEvent = z.output<typeof TargetEvent>;

const Target = z.object({ targetId: filled, status: filled, events: listOf(TargetEvent) });
const Targets = z.object({ targets: listOf(Target) });
type Targets = z.output<typeof Targets>['targets'];

/** Deploy actions that CodePipeline runs itself, to EC2 and EKS. It keeps the events of each target. */
export const deployTargets = provider<Targets | undefined>({
  async fetch({ pipeline, runId }, aws) {
    if (!runId) return undefined;
    const client = new CodePipelineClient(aws.config);
    const command = new ListDeployActionExecutionTargetsCommand({
      pipelineName: pipeline,
      actionExecutionId: runId,
      maxResults: 100,
    });
    const answer = await aws.ask('the deploy targets', () => client.send(command), Targets);
    return answer?.targets;
  },

  explain(targets = [], action) {
    const failures = targets.flatMap((target) => {
      const event =
        target.events.find(hasFailed) ?? (hasFailed(target) ? { ...none, status: target.status } : undefined);
      return event ? [{ id: target.targetId ?? 'a target', event }] : [];
    });
    const [first] = failures.toSorted((a, b) => weight(b.event) - weight(a.event) || endOf(a.event) - endOf(b.event));
    if (!first) return undefined;
    const { id, event } = first;
    const share = targets.length > 1 ? ` (${failures.length} of ${targets.length} targets)` : '';
    const lines = (event.context?.message ?? '').split('\n').flatMap((line) => line.trimEnd() || []);
    const reason = lines.find((line) => line.match(KUBERNETES)) ?? causeLine(lines) ?? lines.at(-1);
    return {
      cause: `${event.name ?? 'The deployment'} failed on ${id}${share}${reason ? `: ${reason.trim()}` : ''}`,
      codes: codesOf(event),
      phase: event.name,
      evidence: [...lines.slice(-20), ...failures.filter((each) => each.id !== id).map(lineOf)].slice(0, 25),
      links: linksOf(action, event, id),
    };
  },
});

const none: TargetEvent = { name: undefined, status: undefined, endTime: undefined, context: undefined };

/** AWS does not document the states of targets. */
function hasFailed({ status = '' }: { status?: string }): boolean {
  return /fail|error|time_?d?_?out|cancel|abort/i.test(status);
}

function weight({ context, name }: TargetEvent): number {
  return context?.message ? 2 : name ? 1 : 0;
}

function endOf({ endTime }: TargetEvent): number {
  return endTime ?? Number.MAX_SAFE_INTEGER;
}

/** Kubernetes' own names for the reasons for which a pod does not start. */
const KUBERNETES =
  /\b(?:ImagePullBackOff|ErrImagePull|InvalidImageName|CrashLoopBackOff|CreateContainerConfigError|OOMKilled)\b/g;

function codesOf({ context, status }: TargetEvent): string[] {
  const reason = context?.message ?? '';
  return [...new Set([...(reason.match(KUBERNETES) ?? []), ...serviceErrors(reason), ...(status ? [status] : [])])];
}

function lineOf({ id, event }: { id: string; event: TargetEvent }): string {
  const reason = event.context?.message?.split('\n')[0];
  return `${id}: ${event.name ?? 'the deployment'} ${event.status ?? 'failed'}${reason ? `: ${reason}` : ''}`;
}

function linksOf(action: FailedAction, { context }: TargetEvent, id: string): Finding['links'] {
  const command = context?.ssmCommandId;
  return [
    ...(command
      ? [{ label: `SSM command ${command}`, url: consolePage(action, `systems-manager/run-command/${command}`) }]
      : []),
    ...(/^i-[0-9a-f]+$/.test(id)
      ? [{ label: `Instance ${id}`, url: consolePage(action, 'ec2/home', `InstanceDetails:instanceId=${id}`) }]
      : []),
  ];
}
