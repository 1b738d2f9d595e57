import { createHash } from 'node:crypto';
import type { Command } from '../page/state.ts';
import type { Step } from '../scenario.ts';
import { breakNext, playRecording } from './break.ts';
import { nextCommit } from './commits.ts';
import { answerInConsole, CONSOLE } from './console.ts';
import { performInSlack } from './slack-commands.ts';
import { named, type Surroundings } from './surroundings.ts';

/** Commands of the page and steps of scenarios: in the console, in Slack, as a committer, and faults of the services.
 *  */

export type Doable = Exclude<Command, { type: 'scenario' }> | Step;

/** @throws when the command fails. A command in Slack ends when its result is visible there. */
export function perform(command: Doable, around: Surroundings): void | Promise<void> {
  const { codepipeline, slack, clock } = around;
  const api = (operation: string, input: object) => codepipeline.call(operation, input, CONSOLE);
  switch (command.type) {
    case 'push':
      codepipeline.push(
        command.pipeline,
        nextCommit(codepipeline.snapshot().flatMap(({ executions }) => executions).length),
        { git: true },
      );
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
      playRecording(command, command.recording, command.trouble, around);
      return;
    case 'outcome':
      breakNext(command, command.how, around);
      return;
    case 'edit':
      codepipeline.update(command.pipeline);
      return;
    case 'approve':
    case 'reject':
      answerInConsole(command, around);
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
    case 'override-condition':
      api('OverrideStageCondition', {
        ...stageOf(command),
        ...executionOf(command, around),
        conditionType: command.condition,
      });
      return;
    case 'rule':
      codepipeline.ruleOutcome(command.pipeline, command.stage, command.rule, command.outcome);
      return;
    case 'disable':
      api('DisableStageTransition', {
        ...stageOf(command),
        transitionType: 'Inbound',
        reason: command.reason ?? 'Disabled by hand',
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
    case 'machine-votes':
      around.vote({ ...command, execution: named(command.execution, around) });
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
    case 'home':
    case 'home-click':
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

function stageOf({ pipeline, stage }: { pipeline: string; stage: string }) {
  return { pipelineName: pipeline, stageName: stage };
}

function executionOf({ execution }: { execution: string }, around: Surroundings) {
  return { pipelineExecutionId: named(execution, around) };
}
