import { isRunning } from '../execution/facts.ts';
import { headline, marks, NOT_LISTED, nameOf, place } from '../execution/headline.ts';
import type { Summary } from '../execution/summary.ts';

export interface Ending {
  mark: string;
  sentence: string;
}

export function endingOf(summary: Summary): Ending {
  if (summary.gone) return { mark: marks.halted, sentence: `${nameOf(summary)} ${NOT_LISTED}` };
  const runsAgain = isRunning(summary.state) && summary.failures.length === 0;
  if (!runsAgain) return headline(summary);
  return { mark: marks.running, sentence: `${nameOf(summary)} runs again, attempt ${summary.attempt}` };
}

/** A follow-up is short: the call, which is edited, has the details. */
export function overOf(summary: Summary): Ending {
  const { mark, sentence } = endingOf(summary);
  const what = summary.gone ? undefined : over[summary.state];
  return { mark, sentence: what === undefined ? sentence : `${nameOf(summary)} ${what}` };
}

const over: Partial<Record<Summary['state'], string>> = {
  SUCCEEDED: 'recovered, so no one has to act',
  STOPPED: 'was stopped',
  CANCELED: 'was canceled',
  SUPERSEDED: 'was superseded',
};

/** The call came late: the pipeline had recovered before. */
export function endedSince(summary: Summary): Ending {
  return { mark: marks.good, sentence: `${summary.pipeline} has recovered: a newer execution succeeded` };
}

/** The subject of an earlier reply, for its edited text. */
export function beforeOf(attempt: number, failed: { stage: string; action: string }[]): string | undefined {
  const places = failed.slice(0, 3).map(({ stage, action }) => place(stage, action));
  return places.length > 0 ? `Attempt ${attempt} failed in ${places.join(', ')}.` : undefined;
}

/** Reasons of messages and replies, as the log, the CLI and the lab show them. */
export const notifyReasons = {
  messageExists: 'The message exists in this channel, so it stays current.',
  failed: 'The execution failed. Slack sends no notification for an edited message.',
  approval: 'An approval waits for a decision. Slack sends no notification for an edited message.',
  author: 'Slack knows the author of the change by e-mail.',
  direct: 'The route sends failures to the author of the change.',
  corrected: 'The diagnosis changed after the reply was sent.',
  edited: 'The reply stays current.',
  over: 'The people who were called learn that it is over.',
  log: 'The lines of the log prove the cause.',
  fixed: 'Slack refuses to edit the message, so the update is a reply in its thread.',
  shared: 'Later executions of the pipeline must not call people for the same reason again.',
  series: 'Earlier executions may have called people for the same reason.',
} as const;
