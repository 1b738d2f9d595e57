import type { actionStates, pipelineStates, stageStates } from '../../../events/state-change.ts';
import type { Approvals, KnownPeople } from '../approval/types.ts';
import { merge } from '../base/merge.ts';
import type { SharedCall } from '../notify/shared-calls.ts';
import type { Retries } from '../retry/types.ts';
import type { Diagnosis } from './diagnosis.ts';
import { runName } from './same-run.ts';
import type { StageCondition } from './stage-condition.ts';
import { trimFacts } from './trim-facts.ts';
import type { Waiting } from './waiting.ts';

/** One file, because a fact, its id and its order are one vocabulary. */

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

/** `at` is in milliseconds but whole seconds, like the events, so that one change from two sources has one instant. */
interface FactBase {
  at: number;
  /** 1 for the first, plus one per retry. Absent in old events and in the API's lists. */
  attempt?: number;
  startedAt?: number;
}

export interface PipelineFact extends FactBase {
  type: 'pipeline';
  state: PipelineState;
  stopReason?: string;
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
  runId?: string;
  category?: string;
  provider?: string;
  region?: string;
  result?: ActionResult;
  /** Start of the run, on an end that absorbed the fact of its start. */
  begunAt?: number;
  /** Earlier runs that are only counted: last instant, runs, failed runs, first instant. */
  earlier?: [upTo: number, runs: number, failed: number, since: number];
}
export interface ActionResult {
  summary?: string;
  url?: string;
  externalId?: string;
  code?: string;
  /** The error text; only the API returns it, events carry the summary alone. */
  message?: string;
  updatedBy?: string;
  logStream?: string;
  configuration?: Record<string, string>;
}
export type Fact = PipelineFact | StageFact | ActionFact;

export interface SourceRevision {
  revision?: string;
  message?: string;
  url?: string;
  author?: string;
  email?: string;
  branch?: string;
  tag?: string;
  repository?: string;
  /** The host as its connection names it, such as `GitHub`. */
  provider?: string;
}

/** Unknown people have neither. */
export interface Author {
  name?: string;
  email?: string;
}

/** The person for whom Signalbox started, retried or rolled back. */
export interface Starter {
  act: 'release' | 'retry' | 'rollback';
  user: string;
  name?: string;
}

export interface ExecutionDetails {
  version?: number;
  trigger?: { type: string; detail?: string };
  /** By the id of the command. */
  startedFor?: Record<string, [at: number, Starter]>;
  /** By source action; a Git trigger has the empty name. */
  sources?: Record<string, SourceRevision>;
  /** When the commit of each source was made (milliseconds); a Git trigger has the empty name. */
  committed?: Record<string, number>;
  /** The branch that each source action fetched, and the one that it is configured for; without one, it is left out. */
  branches?: Record<string, string>;
  configured?: Record<string, string>;
  mode?: string;
  executionType?: string;
  rollbackOf?: string;
  statusSummary?: string;
  stages?: string[];
  actions?: number;
  tags?: Record<string, string>;
  /** Failed executions in a row before this one: read at, count, first failure. The newer list wins as a whole. */
  before?: [asOf: number, failures: number, since: number];
  /** The success before this execution was a roll-back. */
  followsRollback?: true;
  /** Pages that compare each source with the last success before: read at, page by source. */
  compare?: [asOf: number, pages: Record<string, string>];
  /** Failed stages that deployed something and can be rolled back, at the last read. */
  restorable?: [asOf: number, stages: string[]];
  /** Why the next stage does not start, at the last read. */
  waiting?: [asOf: number, Waiting];
  /** Start in CodePipeline's list (milliseconds). Facts are whole seconds, and two executions may begin in one. */
  began?: number;
  /** Conditions that hold its stages or failed, at the last read. */
  conditions?: [asOf: number, StageCondition[]];
  /** Start of a newer execution of the pipeline (milliseconds), once one was seen. */
  overtaken?: number;
  /** By run. A list of one, so that one of two diagnoses wins as a whole. */
  diagnoses?: Record<string, [Diagnosis]>;
  /** Recent rate of actions (`Stage/Action`) that were flaky here: read at, flaky executions, all executions. */
  flakes?: Record<string, [asOf: number, flaky: number, of: number]>;
  /** Calls of other executions in the series of failures: read at, calls. */
  calls?: [asOf: number, SharedCall[]];
  /** Authors and co-authors of each revision, if a lock asked for them: read at, one list for each source. */
  authors?: [asOf: number, Author[][]];
  /** CodePipeline no longer knew the execution when this was our newest fact (milliseconds). */
  gone?: number;
}

export interface Execution {
  ref: ExecutionRef;
  about: ExecutionDetails;
  facts: Record<string, Fact>;
  approvals?: Approvals;
  known?: KnownPeople;
  retries?: Retries;
}

/** Merges new facts, then drops data that nothing reads any more. */
export function absorb(known: Execution | undefined, seen: Execution): Execution {
  const joined = merge(known, seen);
  const facts = trimFacts(joined.facts, seen.facts);
  return facts === joined.facts ? joined : { ...joined, facts };
}

/** Facts about the same change get the same id and are merged. */
export function factId(fact: Fact): string {
  const { type, state } = fact;
  if (type === 'action') return `${type}|${fact.stage}|${fact.action}|${state}|${runName(fact)}`;
  const which = fact.attempt ?? fact.at;
  return type === 'stage' ? `${type}|${fact.stage}|${state}|${which}` : `${type}|${state}|${which}`;
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

/** Ties within a second are common: then attempt, state and the state's name decide, never the order of delivery. */
export function order(a: Fact, b: Fact): number {
  return compare(placeOf(a), placeOf(b));
}

/** All facts have one shape: a large execution compares its facts ten thousand times. */
interface Place {
  at: number;
  attempt: number;
  rank: number;
  state: Fact['state'];
}

function placeOf({ at, attempt = 0, state }: Fact): Place {
  return { at, attempt, rank: ranks[state], state };
}

function compare(a: Place, b: Place): number {
  return (
    a.at - b.at || a.attempt - b.attempt || a.rank - b.rank || (a.state < b.state ? -1 : a.state > b.state ? 1 : 0)
  );
}

/** Cached, because one event needs the order many times, and later events have other facts. */
const ordered = new WeakMap<Execution['facts'], readonly Fact[]>();

export function inOrder(execution: Execution): readonly Fact[] {
  const known = ordered.get(execution.facts) ?? sorted(withStarts(execution.facts));
  ordered.set(execution.facts, known);
  return known;
}

function sorted(facts: [id: string, Fact][]): Fact[] {
  const isPartly = facts.some(([, fact]) => fact.type === 'action' && fact.attempt === undefined);
  const attempts = isPartly ? attemptsByRun(facts.map(([, fact]) => fact)) : undefined;
  const all = facts.map(([id, known]) => {
    const fact = attempts ? withAttempt(known, attempts) : known;
    const { at, attempt, rank, state } = placeOf(fact);
    return { id, fact, at, attempt, rank, state };
  });
  return all.sort((a, b) => compare(a, b) || (a.id < b.id ? -1 : 1)).map(({ fact }) => fact);
}

export function newestFactAt(execution: Execution): number {
  return inOrder(execution).at(-1)?.at ?? 0;
}

/** Includes the starts that end facts have absorbed. */
export function allFacts({ facts }: Execution): Record<string, Fact> {
  return Object.fromEntries(withStarts(facts));
}

function withStarts(facts: Record<string, Fact>): [id: string, Fact][] {
  const starts = new Map<string, Fact>();
  const others: [id: string, Fact][] = [];
  for (const id of Object.keys(facts)) {
    const fact = facts[id] as Fact;
    if (fact.type === 'action' && fact.begunAt !== undefined) {
      const start = startOf(fact, fact.begunAt);
      const startId = factId(start);
      starts.set(startId, merge<Fact>(starts.get(startId), start));
    }
    if (fact.state === 'STARTED') starts.set(id, merge<Fact>(starts.get(id), fact));
    else others.push([id, fact]);
  }
  return [...starts, ...others];
}

function startOf(
  { stage, action, attempt, startedAt, runId, category, provider, region }: ActionFact,
  at: number,
): ActionFact {
  return { type: 'action', stage, action, state: 'STARTED', at, attempt, startedAt, runId, category, provider, region };
}

/** The API lists a run without its attempt; the run's event may have it. */
function withAttempt(fact: Fact, attempts: Map<string, number>): Fact {
  if (fact.type !== 'action' || fact.attempt !== undefined || fact.runId === undefined) return fact;
  return { ...fact, attempt: attempts.get(fact.runId) };
}

function attemptsByRun(facts: Fact[]): Map<string, number> {
  const actions = facts.filter((fact) => fact.type === 'action');
  return new Map(actions.flatMap(({ runId, attempt }) => (runId && attempt ? [[runId, attempt]] : [])));
}

export function isRunning(state: PipelineState | StageState | ActionState): boolean {
  return ranks[state] < 2;
}

interface Glimpse extends Partial<Omit<Execution, 'ref' | 'facts'>> {
  facts?: Fact[];
}

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
