import {
  BatchGetDeploymentTargetsCommand,
  CodeDeployClient,
  GetDeploymentCommand,
  ListDeploymentTargetsCommand,
} from '@aws-sdk/client-codedeploy';
import { causeLine } from '../../log/telling-line.ts';
import { type FailedAction, type Finding, provider } from '../../provider.ts';
import { consolePage } from '../console-page.ts';
import type { Task } from '../ecs/tasks.ts';
import { readReplacementTasks, replacementFailure } from './ecs.ts';
import { type Failure, failuresOf, sentence } from './event.ts';
import { Deployment, type Target, TargetIds, Targets } from './records.ts';
import { scriptLines } from './script.ts';

interface Records {
  deployment?: Deployment;
  targets?: Target[];
  /** Only for a deployment to ECS with new tasks that did not start. */
  tasks?: Task[];
}

/** Deployments to instances, ECS and Lambda, and deployments that CloudFormation creates. */
export const codedeploy = provider<Records>({
  async fetch({ externalId: deploymentId }, aws) {
    if (!deploymentId) return {};
    const client = new CodeDeployClient(aws.config);
    const failed = { TargetStatus: ['Failed'] };
    const [answer, listed] = await Promise.all([
      aws.ask('the deployment', () => client.send(new GetDeploymentCommand({ deploymentId })), Deployment),
      aws.ask(
        'the list of failed targets',
        () => client.send(new ListDeploymentTargetsCommand({ deploymentId, targetFilters: failed })),
        TargetIds,
      ),
    ]);
    const deployment = answer?.deploymentInfo;
    // The API accepts at most 25.
    const targetIds = listed?.targetIds.slice(0, 25) ?? [];
    if (targetIds.length === 0) return { deployment };
    const described = await aws.ask(
      'the failed targets',
      () => client.send(new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds })),
      Targets,
    );
    const targets = described?.deploymentTargets ?? [];
    if (endedFromOutside(deployment)) return { deployment, targets };
    return { deployment, targets, tasks: await readReplacementTasks(aws, failuresOf(targets)) };
  },

  explain({ deployment, targets = [], tasks = [] }, action) {
    if (deployment?.status === 'Succeeded') return undefined;
    const failures = failuresOf(targets);
    const ofTarget = endedFromOutside(deployment)
      ? undefined
      : (replacementFailure(tasks, failures, { deployment, since: action.startedAt }) ??
        ofEvents(failures, deployment));
    const found = ofTarget ?? ofDeployment(deployment);
    if (!found) return undefined;
    return {
      cause: found.cause,
      codes: [...found.codes, deployment?.errorInformation?.code ?? []].flat(),
      phase: failures[0]?.event.lifecycleEventName,
      evidence: [...found.evidence, ...rollbackOf(deployment)].slice(0, 25),
      links: linksOf(action, deployment),
    };
  },
});

/** An alarm or a person stopped the deployment, so the state of its targets is not the cause. */
function endedFromOutside(deployment: Deployment | undefined): boolean {
  const code = deployment?.errorInformation?.code;
  return code === 'ALARM_ACTIVE' || code === 'MANUAL_STOP';
}

type Found = Pick<Finding, 'cause' | 'codes' | 'evidence'>;

function ofEvents(failures: Failure[], deployment: Deployment | undefined): Found | undefined {
  const [first] = failures;
  if (!first) return undefined;
  const { errorCode, logTail } = first.event.diagnostics ?? {};
  const lines = scriptLines(logTail);
  const others = failures.filter(({ event }) => event.diagnostics?.errorCode !== errorCode);
  return {
    cause: sentence(first, deployment, causeLine(lines)),
    codes: errorCode && errorCode !== 'UnknownError' ? [errorCode] : [],
    evidence: [...lines, ...others.slice(0, 5).map((failure) => sentence(failure, undefined))],
  };
}

function ofDeployment(deployment: Deployment | undefined): Found | undefined {
  const { code, message } = deployment?.errorInformation ?? {};
  const cause = message ?? (code && `The deployment failed with ${code}`);
  return cause ? { cause, codes: [], evidence: [] } : undefined;
}

function rollbackOf(deployment: Deployment | undefined): string[] {
  const { rollbackDeploymentId: id, rollbackMessage: message } = deployment?.rollbackInfo ?? {};
  if (!id && !message) return [];
  return [`Rolled back${id ? ` by deployment ${id}` : ''}${message ? `: ${message}` : ''}`];
}

function linksOf(action: FailedAction, deployment: Deployment | undefined): Finding['links'] {
  const link = (what: string, id: string | undefined) =>
    id ? [{ label: `${what} ${id}`, url: consolePage(action, `codesuite/codedeploy/deployments/${id}`) }] : [];
  return [
    ...link('Deployment', action.externalId),
    ...link('Rollback', deployment?.rollbackInfo?.rollbackDeploymentId),
  ];
}
