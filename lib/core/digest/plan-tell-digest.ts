import { GIVE_UP_NOTIFYING } from '../base/timing.ts';
import { HOUR, SECOND } from '../base/units.ts';
import { isRunning, newestFactAt } from '../execution/facts.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import { digestReasons } from './messages.ts';
import { isExplained, reportOf } from './report.ts';

/** A failure is reported with its class, but not later than this after the end. */
const DIAGNOSED = 60 * SECOND;
/** An execution that stands still reports after this time. */
const STANDS = HOUR;

/** One report at each end, and if it changes; while it runs, one of waiting approvals and deployed stages. */
export function tellDigests(context: PlanContext): Intent[] {
  const { execution, summary, rules, outbox } = context;
  const { executionId: _, ...pipeline } = execution.ref;
  const digests = rules.digests({ ...pipeline, tags: execution.about.tags }).map(({ key }) => key);
  if (digests.length === 0) return [];
  const newest = newestFactAt(execution);
  if (newest === 0) return [];
  if (isRunning(summary.state)) {
    const isOver = outbox[STANDING]?.doneAt !== undefined && summary.approvals.length === 0;
    return [tell(context, STANDING, digests, digestReasons.stands, isOver ? 0 : newest + STANDS)];
  }
  const isOpen = summary.state === 'FAILED' && !isExplained(execution);
  const from = isOpen ? (summary.endedAt ?? newest) + DIAGNOSED : 0;
  return [tell(context, 'digest:ended', digests, digestReasons.ended, from)];
}

const STANDING = 'digest:stands';

function tell(
  context: PlanContext,
  key: string,
  digests: ReturnType<PlanContext['rules']['digests']>[number]['key'][],
  because: string,
  from: number,
): Intent {
  const effect = { type: 'tellDigests', digests, execution: context.execution.ref, report: reportOf(context) } as const;
  return { key, kind: 'level', effect, because, after: [], from, giveUp: GIVE_UP_NOTIFYING };
}
