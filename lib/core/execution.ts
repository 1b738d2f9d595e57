import type { actionStates, pipelineStates, stageStates } from '../../events/state-change.ts';
import type { Approvals, Known } from './approval.ts';
import type { Diagnosis } from './diagnosis.ts';
import { join } from './join.ts';
import type { Retries } from './retry.ts';

export type PipelineState = (typeof pipelineStates)[number];
export type StageState = (typeof stageStates)[number];
export type ActionState = (typeof actionStates)[number];

export interface ExecutionRef {
  account: string;
  region: string;
  pipeline: string;
  executionId: string;
}

export type ExecutionKey = `execution#${string}`;

export function executionKey({ account, region, pipeline, executionId }: ExecutionRef): ExecutionKey {
  return `execution#${account}#${region}#${pipeline}#${executionId}`;
}

/** No account, Region or pipeline has a # in its name. */
export function refOfKey(key: ExecutionKey): ExecutionRef {
  const [, account = '', region = '', pipeline = '', executionId = ''] = key.split('#');
  return { account, region, pipeline, executionId };
}

/** Something that was seen to be so. `at` is in milliseconds but whole seconds, the resolution of the events, so that
 *  the same change seen in two ways has one time. */
interface Seen {
  at: number;
  /** 1 for the first, one more with each retry. Absent in old events and in what the API lists. */
  attempt?: number | undefined;
  /** When it began, where that is told; milliseconds in whole seconds too. */
  startedAt?: number | undefined;
}

export interface PipelineFact extends Seen {
  type: 'pipeline';
  state: PipelineState;
  stopReason?: string | undefined;
}
export interface StageFact extends Seen {
  type: 'stage';
  stage: string;
  state: StageState;
}
export interface ActionFact extends Seen {
  type: 'action';
  stage: string;
  action: string;
  state: ActionState;
  /** CodePipeline's id of this one run of the action. */
  runId?: string | undefined;
  category?: string | undefined;
  provider?: string | undefined;
  region?: string | undefined;
  result?: ActionResult | undefined;
}
export interface ActionResult {
  summary?: string | undefined;
  url?: string | undefined;
  externalId?: string | undefined;
  code?: string | undefined;
  /** The error's own text; only the API tells it, events carry the summary alone. */
  message?: string | undefined;
  updatedBy?: string | undefined;
  logStream?: string | undefined;
  /** What of the action's configuration names the thing it works on. */
  configuration?: Record<string, string> | undefined;
}
export type Fact = PipelineFact | StageFact | ActionFact;

export interface SourceRevision {
  revision?: string | undefined;
  message?: string | undefined;
  url?: string | undefined;
  author?: string | undefined;
  email?: string | undefined;
  branch?: string | undefined;
  tag?: string | undefined;
  repository?: string | undefined;
}

/** What does not change while an execution runs. */
export interface About {
  /** Version of the pipeline's structure. */
  version?: number | undefined;
  trigger?: { type: string; detail?: string | undefined } | undefined;
  /** By the name of the source action; a Git trigger is told under the empty name. */
  sources?: Record<string, SourceRevision> | undefined;
  mode?: string | undefined;
  executionType?: string | undefined;
  rollbackOf?: string | undefined;
  statusSummary?: string | undefined;
  /** The stages in the pipeline's order. */
  stages?: string[] | undefined;
  tags?: Record<string, string> | undefined;
  /** The unbroken row of failed executions before this one: as of when it was looked at, how many, and since when
   *  (milliseconds). A list, because of two looks the newer has to stand as a whole. */
  before?: [asOf: number, failures: number, since: number] | undefined;
  /** When a newer execution of the pipeline began (milliseconds), once one was seen. */
  overtaken?: number | undefined;
  /** Why an action failed, by the run's id. A list of one, because of two diagnoses one has to stand as a whole. */
  diagnoses?: Record<string, [Diagnosis]> | undefined;
  /** Of actions (`Stage/Action`) that were flaky here, how often they were lately: as of when, how often, of how many. */
  flakes?: Record<string, [asOf: number, flaky: number, of: number]> | undefined;
  /** CodePipeline did not know it, when this was the newest that we knew (milliseconds). */
  gone?: number | undefined;
}

export interface Execution {
  ref: ExecutionRef;
  about: About;
  facts: Record<string, Fact>;
  approvals?: Approvals | undefined;
  known?: Known | undefined;
  retries?: Retries | undefined;
}

/** Beyond this many the oldest facts are forgotten: a row has to fit into one DynamoDB item. */
const MAX_FACTS = 1000;

export function absorb(known: Execution | undefined, seen: Execution): Execution {
  const joined = join(known, seen);
  if (Object.keys(joined.facts).length <= MAX_FACTS) return joined;
  const newest = inOrder(joined).slice(-MAX_FACTS);
  return { ...joined, facts: Object.fromEntries(newest.map((fact) => [factId(fact), fact])) };
}

/** Facts about one and the same change get one id and so are joined. */
export function factId(fact: Fact): string {
  const of = fact.type === 'pipeline' ? [] : fact.type === 'stage' ? [fact.stage] : [fact.stage, fact.action];
  const which = (fact.type === 'action' ? fact.runId : undefined) ?? fact.attempt ?? fact.at;
  return [fact.type, ...of, fact.state, which].join('|');
}

const ranks: Record<PipelineState | ActionState, number> = {
  STARTED: 0,
  RESUMED: 0,
  STOPPING: 1,
  SUCCEEDED: 2,
  FAILED: 2,
  STOPPED: 2,
  CANCELED: 2,
  SUPERSEDED: 2,
  ABANDONED: 2,
};

/** Which of two facts about one thing came later. Ties within a second are common: then the attempt and the state
 *  decide, and last the state's name, so that the answer never depends on who asked first. */
export function order(a: Fact, b: Fact): number {
  return (
    a.at - b.at ||
    (a.attempt ?? 0) - (b.attempt ?? 0) ||
    ranks[a.state] - ranks[b.state] ||
    (a.state < b.state ? -1 : a.state > b.state ? 1 : 0)
  );
}

/** All facts in the order they came about, the same whoever heard of them in what order. */
export function inOrder({ facts }: Execution): Fact[] {
  const attempts = attemptsByRun(Object.values(facts));
  const all = Object.entries(facts).map(([id, fact]) => [id, withAttempt(fact, attempts)] as const);
  return all.sort(([idA, a], [idB, b]) => order(a, b) || (idA < idB ? -1 : 1)).map(([, fact]) => fact);
}

/** The API lists an action's run without its attempt, which its event may have told. */
function withAttempt(fact: Fact, attempts: Map<string, number>): Fact {
  if (fact.type !== 'action' || fact.attempt !== undefined || fact.runId === undefined) return fact;
  return { ...fact, attempt: attempts.get(fact.runId) };
}

function attemptsByRun(facts: Fact[]): Map<string, number> {
  const told = facts.filter((fact) => fact.type === 'action');
  return new Map(told.flatMap(({ runId, attempt }) => (runId && attempt ? [[runId, attempt]] : [])));
}

export function isRunning(state: PipelineState | StageState | ActionState): boolean {
  return ranks[state] < 2;
}

interface Glimpse extends Partial<Omit<Execution, 'ref' | 'facts'>> {
  facts?: Fact[];
}

/** An execution of which only this is known. */
export function glimpse(ref: ExecutionRef, { facts = [], about = {}, ...more }: Glimpse): Execution {
  const each = facts.map((fact): Execution => ({ ref, about: {}, facts: { [factId(fact)]: fact } }));
  return each.reduce((known, next) => join(known, next), { ref, about, facts: {}, ...more });
}
