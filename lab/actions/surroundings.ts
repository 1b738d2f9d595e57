import type { Parameters } from '../aws/parameters.ts';
import type { CodePipeline } from '../codepipeline/engine.ts';
import type { Fault } from '../codepipeline/faults.ts';
import type { Providers } from '../providers/server.ts';
import type { Slack } from '../slack/slack.ts';
import type { Clock } from '../time/clock.ts';
import type { Until } from '../time/pace.ts';
import type { MachineVoting } from './machine-vote.ts';

/** The parts of the lab that a command can change. */
export interface Surroundings {
  clock: Clock;
  codepipeline: CodePipeline;
  slack: Slack;
  providers: Providers;
  /** Waits until a check returns something. */
  until: Until;
  parameters: Parameters;
  faults: Fault[];
  vote(voting: MachineVoting): void;
  killWorker(): void;
  /** The executions that a scenario has names for. */
  called: Map<string, string>;
}

/** The id of an execution, from its id or its name in a scenario. */
export function named(execution: string, { called }: Surroundings): string {
  return called.get(execution) ?? execution;
}
