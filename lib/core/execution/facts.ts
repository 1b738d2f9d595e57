import type { actionStates, pipelineStates, stageStates } from '../../../events/state-change.ts';
import type { Approvals, KnownPeople } from '../approval/types.ts';
import { merge } from '../base/merge.ts';
import type { Retries } from '../retry/types.ts';
import type { Diagnosis } from './diagnosis.ts';
import { runName } from './same-run.ts';
import { trimFacts } from './trim-facts.ts';

/** What is known of an execution: one file, because a fact, its id and its order are one vocabulary. */

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
interface FactBase {
  at: number;
  /** 1 for the first, one more with each retry. Absent in old events and in what the API lists. */
  attempt?: number | undefined;
  /** When it began, where that is told; milliseconds in whole seconds too. */
  startedAt?: number | undefined;
}

export interface PipelineFact extends FactBase {
  type: 'pipeline';
  state: PipelineState;
  stopReason?: string | undefined;
}
export interface StageFact extends FactBase {
  type: 'stage';
  stage: string;
  state: StageState;
}
export interface ActionFact extends FactBase {
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
  /** When its run began, of an end that took in the fact of that start. */
  begunAt?: number | undefined;
  /** Runs of this action that are only counted any more: until when, how many, how many of them failed, and since when. */
  earlier?: [upTo: number, runs: number, failed: number, since: number] | undefined;
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
export interface ExecutionDetails {
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
  about: ExecutionDetails;
  facts: Record<string, Fact>;
  approvals?: Approvals | undefined;
  known?: KnownPeople | undefined;
  retries?: Retries | undefined;
}

/** Takes in what was seen and lets go of what nothing reads any more. */
export function absorb(known: Execution | undefined, seen: Execution): Execution {
  const joined = merge(known, seen);
  const facts = trimFacts(joined.facts, seen.facts);
  return facts === joined.facts ? joined : { ...joined, facts };
}

/** Facts about one and the same change get one id and so are joined. */
export function factId(fact: Fact): string {
  const of = fact.type === 'pipeline' ? [] : fact.type === 'stage' ? [fact.stage] : [fact.stage, fact.action];
  const which = fact.type === 'action' ? runName(fact) : (fact.attempt ?? fact.at);
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

/** Asked for many times while one event is worked on, and never the same facts again after it. */
const ordered = new WeakMap<Execution['facts'], readonly Fact[]>();

/** All facts in the order they came about, the same whoever heard of them in what order. */
export function inOrder(execution: Execution): readonly Fact[] {
  const known = ordered.get(execution.facts) ?? sorted(allFacts(execution));
  ordered.set(execution.facts, known);
  return known;
}

function sorted(facts: Record<string, Fact>): Fact[] {
  const attempts = attemptsByRun(Object.values(facts));
  const all = Object.entries(facts).map(([id, fact]) => [id, withAttempt(fact, attempts)] as const);
  return all.sort(([idA, a], [idB, b]) => order(a, b) || (idA < idB ? -1 : 1)).map(([, fact]) => fact);
}

/** The facts as they were heard: with the starts that their ends took in. */
export function allFacts({ facts }: Execution): Record<string, Fact> {
  const starts = Object.values(facts).flatMap((fact) => (fact.type === 'action' ? (startOf(fact) ?? []) : []));
  return starts.length === 0 ? facts : byId([...Object.values(facts), ...starts]);
}

function startOf({ begunAt, result: _, earlier: __, ...known }: ActionFact): ActionFact | undefined {
  return begunAt === undefined ? undefined : { ...known, state: 'STARTED', at: begunAt };
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
export function partialExecution(ref: ExecutionRef, { facts = [], about = {}, ...more }: Glimpse): Execution {
  return { ref, about, facts: byId(facts), ...more };
}

function byId(facts: Fact[]): Record<string, Fact> {
  const known = new Map<string, Fact>();
  for (const fact of facts) {
    const id = factId(fact);
    known.set(id, merge(known.get(id), fact));
  }
  return Object.fromEntries(known);
}
