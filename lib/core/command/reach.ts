import { isHeld } from '../freeze/held.ts';
import { isSettled } from '../freeze/transition-table.ts';
import type { PipelineRef, PipelineTransitions, StageTransition } from '../freeze/transitions.ts';
import type { PolicyPort } from '../model/policy-port.ts';
import { matches } from '../text/glob.ts';

/** How far a freeze, an override or an unfreeze has come, counted over the transitions that it is about. */
export interface Reach {
  /** Without those in PARALLEL mode. */
  pipelines: number;
  transitions: number;
  closed: number;
  open: number;
  /** Signalbox still has to change these. */
  pending: number;
  /** A person wants these otherwise, and Signalbox respects it. */
  byPerson: number;
  /** Another freeze closes these. */
  held: number;
  because?: string;
  /** Pipelines with transitions that were not read yet. */
  unknown: number;
  slow: string[];
  /** The error of one of the slow pipelines. */
  why?: string;
  parallel: string[];
  parallelCount: number;
  unread: string[];
}

export interface KnownPipeline {
  ref: PipelineRef;
  gates?: PipelineTransitions;
  /** Why its transitions could not be read or changed. */
  why?: string;
}

const MOST_NAMES = 10;

export function reachOf(
  known: KnownPipeline[],
  stages: string[] | undefined,
  unread: string[],
  rules: PolicyPort,
  now: number,
): Reach {
  const reach: Reach = {
    pipelines: 0,
    transitions: 0,
    closed: 0,
    open: 0,
    pending: 0,
    byPerson: 0,
    held: 0,
    unknown: 0,
    slow: [],
    parallel: [],
    parallelCount: 0,
    unread,
  };
  for (const pipeline of known) count(reach, pipeline, stages, rules, now);
  return { ...reach, slow: reach.slow.slice(0, MOST_NAMES), parallel: reach.parallel.slice(0, MOST_NAMES) };
}

function count(
  reach: Reach,
  { ref, gates, why }: KnownPipeline,
  stages: string[] | undefined,
  rules: PolicyPort,
  now: number,
) {
  const [, survey] = gates?.survey ?? [];
  if (survey?.gone) return;
  if (survey?.mode === 'PARALLEL') {
    reach.parallel.push(ref.pipeline);
    reach.parallelCount++;
    return;
  }
  reach.pipelines++;
  if (!gates || !survey) {
    if (!rules.guards({ ...ref, tags: gates?.tags?.[1] })) return;
    reach.unknown++;
  } else {
    const before = reach.pending;
    for (const gate of survey.gates) {
      if (stages && !stages.some((glob) => matches(glob, gate.stage))) continue;
      countTransition(reach, gates, gate, rules, now);
    }
    if (reach.pending === before) return;
  }
  reach.slow.push(ref.pipeline);
  reach.why ??= why;
}

function countTransition(
  reach: Reach,
  gates: PipelineTransitions,
  gate: StageTransition,
  rules: PolicyPort,
  now: number,
): void {
  const policyAnswer = rules.freeze({ ...gates.ref, tags: gates.tags?.[1], stage: gate.stage }, now);
  const want = isHeld(policyAnswer) ? 'closed' : 'open';
  reach.transitions++;
  reach[gate.open ? 'open' : 'closed']++;
  if (gate.open !== (want === 'open')) {
    const isFinal = isSettled(gates, gate, want, policyAnswer.reopened);
    reach[isFinal ? 'byPerson' : 'pending']++;
  } else if (want === 'closed') {
    reach.held++;
    reach.because ??= policyAnswer.decision.because;
  }
}

export function isComplete({ pending, unknown }: Reach): boolean {
  return pending === 0 && unknown === 0;
}
