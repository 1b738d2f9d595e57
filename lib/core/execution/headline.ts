import type { Hold } from '../freeze/held.ts';
import { duration } from '../text/duration.ts';
import { conditionName, rulesInWords, type StageCondition } from './stage-condition.ts';
import type { Summary } from './summary.ts';
import type { Waiting } from './waiting.ts';

/** A mark and one sentence, the same in lock screens, e-mail subjects and messages. The sentence is enough without it. */
export interface Headline {
  mark: string;
  sentence: string;
}

export function headline(summary: Summary): Headline {
  return { mark: markOf(summary), sentence: `${nameOf(summary)} ${predicate(summary)}` };
}

export function nameOf({ pipeline, rollback }: Pick<Summary, 'pipeline' | 'rollback'>): string {
  return rollback ? `Roll-back of ${pipeline}` : pipeline;
}

/** Emoji that clients draw in colour without a variation selector: text glyphs are missing in some fonts. */
export const marks = {
  running: '🔄',
  waiting: '⏳',
  good: '✅',
  bad: '❌',
  halted: '🛑',
  overtaken: '⏩',
  pending: '⚪',
  flaky: '🟡',
} as const;

function markOf({ state, approvals, failures, waiting, conditions }: Summary): string {
  switch (state) {
    case 'STARTED':
    case 'RESUMED':
    case 'STOPPING':
      if (failures.length > 0) return marks.bad;
      return approvals.length > 0 || waiting || conditions ? marks.waiting : marks.running;
    case 'SUCCEEDED':
      return marks.good;
    case 'FAILED':
      return marks.bad;
    case 'STOPPED':
    case 'CANCELED':
      return marks.halted;
    case 'SUPERSEDED':
      return marks.overtaken;
    default:
      return state satisfies never;
  }
}

function predicate(summary: Summary): string {
  const { state, approvals, attempt, endedAt, brokenSince, conditions: [condition] = [], failuresBefore = 0 } = summary;
  const stopReason = summary.stopReason?.replace(/\s+/g, ' ').trim();
  const ran = tookOf(summary);
  const took = ran === undefined ? '' : ` after ${duration(ran)}`;
  switch (state) {
    case 'STARTED':
    case 'RESUMED': {
      if (summary.failures.length > 0) return `is failing in ${places(summary.failures)}`;
      if (approvals.length > 0) return `waits for approval: ${places(approvals)}`;
      if (condition) return conditionText(condition);
      if (summary.waiting) return waitingText(summary.waiting);
      return state === 'RESUMED' ? `is running again, attempt ${attempt}` : 'is running';
    }
    case 'SUCCEEDED': {
      // A roll-back restores one stage. What failed in others has not recovered.
      if (summary.rollback || brokenSince === undefined || endedAt === undefined) return `succeeded${took}`;
      return `recovered after ${duration(endedAt - brokenSince)}`;
    }
    case 'FAILED':
      return `${failed(summary)}${failuresBefore > 0 ? ` (${failuresBefore + 1} failures in a row)` : ''}`;
    case 'STOPPING':
      return `is stopping${approvals.length > 0 ? ` as soon as ${places(approvals)} is decided` : ''}${stopReason ? `: ${stopReason}` : ''}`;
    case 'STOPPED':
      return `was stopped${took}${stopReason ? `: ${stopReason}` : ''}`;
    case 'CANCELED':
      return summary.gone ? NOT_LISTED : `was canceled${took}: the pipeline was edited`;
    case 'SUPERSEDED':
      return 'was superseded by a newer execution';
    default:
      return state satisfies never;
  }
}

export const NOT_LISTED = 'is no longer listed by CodePipeline';

function failed({ failures }: Summary): string {
  const rejected = failures.filter((failure) => failure.category === 'Approval');
  if (rejected.length > 0 && rejected.length === failures.length) {
    const what = rejected.every((failure) => failure.expired) ? 'was not approved in time' : 'was rejected';
    return `${what} at ${places(rejected)}`;
  }
  return failures.length > 0 ? `failed in ${places(failures)}` : 'failed';
}

/** @returns milliseconds; undefined if the start or the end is unknown, or if both contradict each other */
export function tookOf({ startedAt, endedAt, state, gone }: Summary): number | undefined {
  const isUnknown = gone && state === 'CANCELED';
  return isUnknown || startedAt === undefined || endedAt === undefined || endedAt < startedAt
    ? undefined
    : endedAt - startedAt;
}

function waitingText({ stage = '', behind, approval }: Waiting): string {
  if (behind === undefined) return `waits: the transition into ${stage} is disabled`;
  return approval === undefined
    ? `waits for ${behind} to leave ${stage}`
    : `waits for approval of ${behind}: ${place(stage, approval)}`;
}

function conditionText({ stage, type, ...rest }: StageCondition): string {
  const rules = rulesInWords(rest);
  return `waits for the ${conditionName(type)} of ${stage}${rules === '' ? '' : ` (${rules})`}`;
}

/** A hold is the decision of a freeze, which the summary does not know. */
export function heldHeadline(
  summary: Summary,
  { stage, freezes, lockedBy }: Pick<Hold, 'stage' | 'freezes' | 'lockedBy'>,
): Headline {
  if (lockedBy) {
    const sentence = `${nameOf(summary)} waits for ${stage}, which ${list(lockedBy)} locked`;
    return { mark: marks.waiting, sentence };
  }
  const which =
    freezes.length === 1 ? `freeze ${freezes[0]}` : freezes.length > 1 ? `freezes ${list(freezes)}` : 'freeze';
  return { mark: marks.waiting, sentence: `${nameOf(summary)} waits for the ${which} before ${stage}` };
}

export function place(stage: string, action: string | undefined): string {
  return action === undefined || action === stage ? stage : `${stage}/${action}`;
}

/** A stage with several actions is named once. */
function places(actions: { stage: string; action?: string }[]): string {
  const byStage = Map.groupBy(actions, ({ stage }) => stage);
  const each = [...byStage].map(([stage, own]) => {
    const [first] = own;
    return own.length > 1 ? `${stage} (${list(own.map(({ action = stage }) => action))})` : place(stage, first?.action);
  });
  return list(each);
}

function list(names: string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
