import { duration } from '../text/duration.ts';
import type { Summary } from './summary.ts';

/** A mark that needs no colour and one sentence, the same in lock screens, e-mail subjects and messages. */
export interface Headline {
  mark: string;
  sentence: string;
}

export function headline(summary: Summary): Headline {
  const name = summary.rollback ? `Roll-back of ${summary.pipeline}` : summary.pipeline;
  return { mark: markOf(summary), sentence: `${name} ${predicate(summary)}` };
}

export const marks = {
  running: '●',
  waiting: '⏸',
  good: '✔',
  bad: '✖',
  halted: '■',
  overtaken: '≫',
  pending: '○',
} as const;

function markOf({ state, approvals, failures }: Summary): string {
  switch (state) {
    case 'STARTED':
    case 'RESUMED':
    case 'STOPPING':
      if (failures.length > 0) return marks.bad;
      return approvals.length > 0 ? marks.waiting : marks.running;
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
  const { state, approvals, attempt, endedAt, startedAt, brokenSince, failuresBefore = 0 } = summary;
  const stopReason = summary.stopReason?.replace(/\s+/g, ' ').trim();
  const took = endedAt !== undefined && startedAt !== undefined ? ` after ${duration(endedAt - startedAt)}` : '';
  if (summary.gone && endedAt === undefined) return 'is not known to CodePipeline any more';
  switch (state) {
    case 'STARTED':
    case 'RESUMED': {
      if (summary.failures.length > 0) return `is failing in ${list(placesOf(summary))}`;
      if (approvals.length > 0)
        return `waits for approval: ${list(approvals.map(({ stage, action }) => place(stage, action)))}`;
      return state === 'RESUMED' ? `is running again, attempt ${attempt}` : 'is running';
    }
    case 'SUCCEEDED': {
      if (brokenSince === undefined || endedAt === undefined) return `succeeded${took}`;
      return `recovered, after ${duration(endedAt - brokenSince)} broken`;
    }
    case 'FAILED':
      return `${failed(summary)}${failuresBefore > 0 ? `, still broken (${failuresBefore + 1} in a row)` : ''}`;
    case 'STOPPING':
      return `is stopping${stopReason ? `: ${stopReason}` : ''}`;
    case 'STOPPED':
      return `was stopped${took}${stopReason ? `: ${stopReason}` : ''}`;
    case 'CANCELED':
      return `was canceled${took}: the pipeline was edited`;
    case 'SUPERSEDED':
      return 'was superseded by a newer execution';
    default:
      return state satisfies never;
  }
}

function failed({ failures }: Summary): string {
  const rejected = failures.filter((failure) => failure.category === 'Approval');
  if (rejected.length > 0 && rejected.length === failures.length) {
    const what = rejected.every((failure) => failure.expired) ? 'was not approved in time' : 'was rejected';
    return `${what} at ${list(rejected.map(({ stage, action }) => place(stage, action)))}`;
  }
  const places = placesOf({ failures });
  return places.length > 0 ? `failed in ${list(places)}` : 'failed';
}

function placesOf({ failures }: Pick<Summary, 'failures'>): string[] {
  return failures.map(({ stage, action }) => place(stage, action));
}

export function place(stage: string, action: string | undefined): string {
  return action === undefined || action === stage ? stage : `${stage}/${action}`;
}

function list(names: string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
