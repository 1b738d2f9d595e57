import { createHash } from 'node:crypto';
import type { Parameters } from '../aws/parameters.ts';
import { type Outcome, readOutcome } from '../codepipeline/declare.ts';
import type { CodePipeline } from '../codepipeline/engine.ts';
import type { Fault } from '../codepipeline/faults.ts';
import type { PipelineSnapshot } from '../codepipeline/snapshot.ts';
import type { Command } from '../page/state.ts';
import type { Recording } from '../providers/recording.ts';
import { justNow, type Providers } from '../providers/server.ts';
import { troubled } from '../providers/trouble.ts';
import type { Step } from '../scenario.ts';
import type { Slack } from '../slack/slack.ts';
import type { Clock } from '../time/clock.ts';
import type { Until } from '../time/pace.ts';
import { performInSlack } from './slack-commands.ts';

/** What people do: through the console, as committers, and to the world around Signalbox. */

export interface Surroundings {
  clock: Clock;
  codepipeline: CodePipeline;
  slack: Slack;
  providers: Providers;
  /** Waits until there is something to see. */
  until: Until;
  parameters: Parameters;
  faults: Fault[];
  killWorker(): void;
  /** Names that a scenario gave to executions. */
  called: Map<string, string>;
}

export type Doable = Exclude<Command, { type: 'scenario' }> | Step;

const CONSOLE = 'arn:aws:sts::123456789012:assumed-role/Developer/jo';

/** @throws when it cannot be done; what somebody does in Slack is done when they see what came of it */
export function perform(command: Doable, around: Surroundings): void | Promise<void> {
  const { codepipeline, slack, clock } = around;
  const api = (operation: string, input: object) => codepipeline.call(operation, input, CONSOLE);
  switch (command.type) {
    case 'push':
      codepipeline.push(command.pipeline, nextCommit(codepipeline.snapshot()), { git: true });
      return;
    case 'commit': {
      const { commit, pipeline, git } = command;
      const id = commit.id ?? createHash('sha1').update(commit.message).digest('hex');
      around.called.set(command.as, codepipeline.push(pipeline, { ...commit, id }, { git }));
      return;
    }
    case 'result':
      codepipeline.outcome(command.pipeline, command.stage, command.action, command.outcome);
      return;
    case 'recorded':
      playRecording(command, around);
      return;
    case 'outcome':
      codepipeline.outcome(command.pipeline, command.stage, command.action, outcomes[command.how]);
      return;
    case 'edit':
      codepipeline.update(command.pipeline);
      return;
    case 'approve':
    case 'reject':
      answer(command, around);
      return;
    case 'retry':
      api('RetryStageExecution', { ...stageOf(command), ...executionOf(command, around), retryMode: command.mode });
      return;
    case 'stop': {
      const { abandon, reason } = command;
      api('StopPipelineExecution', {
        pipelineName: command.pipeline,
        ...executionOf(command, around),
        abandon,
        reason,
      });
      return;
    }
    case 'rollback':
      api('RollbackStage', { ...stageOf(command), targetPipelineExecutionId: named(command.execution, around) });
      return;
    case 'disable':
      api('DisableStageTransition', {
        ...stageOf(command),
        transitionType: 'Inbound',
        reason: command.reason ?? 'Closed by hand',
      });
      return;
    case 'enable':
      api('EnableStageTransition', { ...stageOf(command), transitionType: 'Inbound' });
      return;
    case 'skip':
      clock.skip(command.ms);
      codepipeline.advance();
      return;
    case 'slack-down':
      slack.fault({ kind: 'down', until: clock.now() + command.ms });
      return;
    case 'ssm-hangs':
      around.parameters.hangUntil(clock.now() + command.ms);
      return;
    case 'codepipeline-fails': {
      const { operation, answer: failure, times, after } = command;
      around.faults.push({ operation, answer: failure, times, after });
      return;
    }
    case 'kill-worker':
      around.killWorker();
      return;
    case 'press':
    case 'see':
    case 'click':
    case 'submit':
    case 'dismiss':
    case 'command':
    case 'group':
      return performInSlack(command, {
        slack,
        clock,
        until: around.until,
        named: (execution) => named(execution, around),
      });
    default:
      throw new Error('There is no such command', { cause: command satisfies never });
  }
}

/** As the console does it: with the token of the approval that waits, which PARALLEL shows in the list only. */
function answer(command: Extract<Doable, { type: 'approve' | 'reject' }>, around: Surroundings): void {
  const { pipeline, stage, action, comment } = command;
  const pipelineExecutionId = named(command.execution, around);
  const { actionExecutionDetails = [] } = around.codepipeline.call('ListActionExecutions', {
    pipelineName: pipeline,
    filter: { pipelineExecutionId },
  }) as Listed;
  const waiting = actionExecutionDetails.find((one) => one.actionName === action && one.status === 'InProgress');
  const token = waiting?.output?.executionResult?.externalExecutionId;
  if (token === undefined) throw new Error(`Nothing waits for approval at ${stage}/${action}.`);
  const status = command.type === 'approve' ? 'Approved' : 'Rejected';
  const result = { status, summary: comment ?? '' };
  around.codepipeline.call(
    'PutApprovalResult',
    { pipelineName: pipeline, stageName: stage, actionName: action, token, result },
    CONSOLE,
  );
}

interface Listed {
  actionExecutionDetails?: {
    actionName?: string;
    status?: string;
    output?: { executionResult?: { externalExecutionId?: string } };
  }[];
}

function accountOf(name: string, { codepipeline }: Surroundings): string {
  const pipeline = codepipeline.snapshot().find((one) => one.name === name);
  if (!pipeline) throw new Error(`There is no pipeline ${name}.`);
  return pipeline.account;
}

function stageOf({ pipeline, stage }: { pipeline: string; stage: string }) {
  return { pipelineName: pipeline, stageName: stage };
}

function executionOf({ execution }: { execution: string }, around: Surroundings) {
  return { pipelineExecutionId: named(execution, around) };
}

function named(execution: string, { called }: Surroundings): string {
  return called.get(execution) ?? execution;
}

function playRecording(
  { recording, trouble, pipeline, stage, action }: Extract<Doable, { type: 'recorded' }>,
  around: Surroundings,
): void {
  const by = { account: accountOf(pipeline, around), pipeline, stage, action };
  const played = around.providers.play(troubled(recording, trouble), by);
  around.codepipeline.outcome(pipeline, stage, action, outcomeOf(played, around.clock.now()));
}

function outcomeOf({ action, calls }: Recording, now: number): Outcome {
  const { code = 'JobFailed', summary, message, externalId, url, logStream, configuration } = action;
  // CodePipeline itself keeps what became of the targets.
  const kept = calls.find(({ operation }) => operation === 'ListDeployActionExecutionTargets')?.body;
  const { targets } = (kept === undefined ? {} : justNow(kept, now)) as Pick<Outcome, 'targets'>;
  return readOutcome({
    state: 'Failed',
    code,
    configuration,
    ...(targets === undefined ? {} : { targets }),
    ...(summary === undefined ? {} : { summary }),
    ...(message === undefined ? {} : { message }),
    ...(externalId === undefined ? {} : { externalExecutionId: externalId }),
    ...(url === undefined ? {} : { externalExecutionUrl: url }),
    ...(logStream === undefined ? {} : { logStreamArn: logStream }),
  });
}

/** A failure that the same code will have again, and one that it will not. */
const outcomes: Record<'real' | 'flaky', Outcome> = {
  real: readOutcome({ state: 'Failed', code: 'JobFailed', summary: 'Build terminated with state: FAILED' }),
  flaky: readOutcome({
    state: 'Failed',
    code: 'JobFailed',
    summary:
      'Error calling startBuild: Rate exceeded (Service: AWSCodeBuild; Status Code: 400; Error Code: ThrottlingException)',
  }),
};

const commits = [
  { message: 'Round half to even in invoice totals', author: 'Ann Weber', email: 'ann@example.com' },
  { message: 'Cache the exchange rates for a minute', author: 'Ravi Nair', email: 'ravi@example.com' },
  { message: 'Remove the old checkout', author: 'Mia Sorel', email: 'mia@example.com' },
  { message: 'Bump the base image', author: 'Jo Okafor', email: 'jo@example.com' },
];

function nextCommit(pipelines: PipelineSnapshot[]) {
  const count = pipelines.reduce((sum, pipeline) => sum + pipeline.executions.length, 0);
  const commit = commits[count % commits.length] ?? { message: 'Change', author: 'Somebody' };
  const id = createHash('sha1').update(`${count}`).digest('hex');
  return { ...commit, id, branch: 'main', repository: 'example/shop', provider: 'GitHub' };
}
