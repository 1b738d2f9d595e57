import type { ActionDeclaration, Outcome, PipelineDeclaration, RuleDeclaration, RuleOutcome } from './declare.ts';
import type { NativeEvent } from './events.ts';

/** The state of the simulated CodePipeline. Statuses are spelled as the API spells them; events.ts has the events'
 *  spelling. */

/** The instant being played, and the ways out. All times are milliseconds since the epoch. */
export interface Context {
  at: number;
  id(): string;
  tell(event: NativeEvent): void;
  notify(topicArn: string, message: string): void;
  /** For how long the API does not show an approval's token. */
  lag(): number;
  /** By ARN. */
  pipelines: Map<string, Pipeline>;
}

export interface Pipeline {
  declaration: PipelineDeclaration;
  /** The structure version. Editing raises it. */
  version: number;
  created: number;
  updated: number;
  stages: Stage[];
  /** In the order they were started. */
  executions: Execution[];
  /** The commit of a start without a push. */
  head: Commit;
  /** Client request tokens already honoured. */
  requests: Map<string, Execution>;
}

export interface Stage {
  name: string;
  index: number;
  actions: ActionDeclaration[];
  transition: { enabled: boolean; reason?: string; by?: string; at?: number };
  /** By action, what its next runs will come to. */
  outcomes: Map<string, Outcome[]>;
  conditions: Partial<Record<ConditionType, { result: ConditionRun['result']; rules: RuleDeclaration[] }>>;
  /** By rule, what its next runs will come to. */
  ruleOutcomes: Map<string, RuleOutcome[]>;
  latestConditions: Map<ConditionType, ConditionRun>;
  /** The run that entered last; while it is active it holds the stage. */
  latest?: StageRun;
  /** By action, the run that started last, whichever execution it belongs to. */
  latestActions: Map<string, ActionRun>;
}

export interface Execution {
  id: string;
  pipeline: Pipeline;
  version: number;
  status: ExecutionStatus;
  attempt: number;
  startedAt: number;
  updatedAt: number;
  retriedAt?: number;
  trigger: Trigger;
  rollbackOf?: Execution;
  commit: Commit;
  /** By source action: what it fetches instead. */
  overrides: Map<string, Commit>;
  variables: { name: string; value: string }[];
  stop?: { abandon: boolean; reason?: string };
  /** The structure was edited under it: it ends as soon as nothing is in progress. */
  outdated?: true;
  /** The stage in front of which it waits to be let in. */
  waitingAt?: Stage;
  /** It waited at a transition closed for so long that nothing lets it in any more. */
  lapsed?: true;
  /** In the order the stages were entered. */
  runs: StageRun[];
}

export type ExecutionStatus =
  | 'InProgress'
  | 'Stopping'
  | 'Stopped'
  | 'Succeeded'
  | 'Failed'
  | 'Cancelled'
  | 'Superseded';

export interface StageRun {
  stage: Stage;
  execution: Execution;
  status: Exclude<ExecutionStatus, 'Superseded'>;
  startedAt: number;
  retries: number;
  /** All of them, oldest first, with those a retry has replaced. */
  actions: ActionRun[];
  /** Where in `actions` the runs begin that count: a retry of all actions sets what came before aside. */
  since: number;
  conditions: ConditionRun[];
}

export type ConditionType = 'BEFORE_ENTRY' | 'ON_SUCCESS' | 'ON_FAILURE';

export interface ConditionRun {
  type: ConditionType;
  result: 'FAIL' | 'ROLLBACK';
  status: 'InProgress' | 'Succeeded' | 'Failed' | 'Abandoned' | 'Overridden';
  updatedAt: number;
  rules: RuleRun[];
}

export interface RuleRun {
  id: string;
  rule: RuleDeclaration;
  status: 'InProgress' | 'Succeeded' | 'Failed' | 'Abandoned';
  startedAt: number;
  updatedAt: number;
  due: number;
  ending: { state: 'Succeeded' | 'Failed'; message?: string };
}

export interface ActionRun {
  id: string;
  run: StageRun;
  action: ActionDeclaration;
  attempt: number;
  status: 'InProgress' | 'Succeeded' | 'Failed' | 'Abandoned';
  startedAt: number;
  updatedAt: number;
  /** When it ends by itself, and how. For an approval this is its expiry. */
  due: number;
  ending: Ending;
  /** The person who answered an approval. */
  by?: string;
}

export interface Ending {
  state: 'Succeeded' | 'Failed';
  code?: string;
  message?: string;
  summary?: string;
  externalExecutionId?: string;
  externalExecutionUrl?: string;
  logStreamArn?: string;
  variables?: Record<string, string>;
  /** Its resolved configuration, where it differs from the declared one. */
  configuration?: Record<string, string>;
  /** The results of the targets of a deploy action that CodePipeline performs itself. */
  targets?: object[];
}

export interface Commit {
  id: string;
  message: string;
  author: string;
  email?: string;
  branch?: string;
  repository?: string;
  url?: string;
  /** The name in a connection: GitHub, GitLab, Bitbucket. */
  provider?: string;
  /** When it was written; a push without one was written when it came. */
  date?: number;
}

export type Trigger =
  | { type: 'StartPipelineExecution' | 'ManualRollback' | 'AutomatedRollback' | 'Webhook'; detail: string }
  | { type: 'WebhookV2'; detail: string; pushedAt: number };

export function isOver({ status }: Execution): boolean {
  return status !== 'InProgress' && status !== 'Stopping';
}

export function isActive({ status }: StageRun): boolean {
  return status === 'InProgress' || status === 'Stopping';
}

export function activeRun(execution: Execution): StageRun | undefined {
  const last = execution.runs.at(-1);
  return last && isActive(last) ? last : undefined;
}

/** The run that counts for each action of the stage that has one. */
export function standing(run: StageRun): ActionRun[] {
  return [...new Map(run.actions.slice(run.since).map((each) => [each.action.name, each])).values()];
}

export function inProgress(run: StageRun): ActionRun[] {
  return standing(run).filter((each) => each.status === 'InProgress');
}

export function inbound({ executions }: Pipeline, stage: Stage): Execution[] {
  return executions.filter((execution) => execution.waitingAt === stage);
}

export function arn({ name, account, region }: PipelineDeclaration): string {
  return `arn:aws:codepipeline:${region}:${account}:${name}`;
}
