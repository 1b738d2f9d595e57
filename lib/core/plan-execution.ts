import { pastDecisions } from './approval/decisions.ts';
import { planApproval } from './approval/plan.ts';
import { planDecided, planOrphans } from './approval/plan-decided.ts';
import { planOlder, planOlderOf } from './approval/plan-older.ts';
import { tellDigests } from './digest/plan-tell-digest.ts';
import { type Execution, isRunning } from './execution/facts.ts';
import { planRefresh, refreshForButtons } from './execution/plan-refresh.ts';
import { summarize } from './execution/summary.ts';
import { unheldNotes } from './freeze/held.ts';
import { planLock } from './freeze/plan-lock.ts';
import { planNote } from './home/plan-note.ts';
import { planMeasure } from './metrics/plan.ts';
import type { Intent, PlanContext } from './model/intent.ts';
import type { Outbox } from './model/outbox.ts';
import type { PolicyPort } from './model/policy-port.ts';
import { audienceOf, planNotifications } from './notify/plan.ts';
import { failureButtons } from './retry/buttons.ts';
import { planRetry } from './retry/plan.ts';
import { recordDeployments } from './where/plan-deployed.ts';
import { tellDeployments } from './where/plan-tell-board.ts';

/** Everything that should be true of this execution now, done or not. */
export function planExecution(execution: Execution, rules: PolicyPort, outbox: Outbox, now: number): Intent[] {
  const summary = summarize(execution);
  const context: PlanContext = { execution, summary, rules, outbox, now };
  if (Object.keys(execution.facts).length === 0) return planOrphans(context);
  const audience = audienceOf(context);
  const { tags } = execution.about;
  if (audience.channels.length === 0 && !rules.watches({ ...execution.ref, tags })) return [];

  const past = pastDecisions(execution, [...summary.approvals, ...summary.decisions]);
  const reading = planRefresh(context);
  const retrying = planRetry(context, reading);
  const offers = audience.channels.length > 0 ? failureButtons(context) : [];
  const plannedApprovals = summary.approvals.map((waiting) => planApproval(context, waiting));
  const decided = [...summary.decisions, ...past];
  return [
    ...reading.intents,
    ...(offers.length > 0 && !isRunning(summary.state) ? [refreshForButtons(context)] : []),
    ...retrying.intents,
    ...plannedApprovals.flatMap(({ intents }) => intents),
    ...decided.flatMap((one) => [...planDecided(context, one), ...planOlderOf(context, one)]),
    ...planOrphans(context, past),
    ...planOlder(context),
    ...planNotifications(context, audience, reading, {
      plannedApprovals,
      decided,
      isRetried: retrying.isRetried,
      notes: [...retrying.notes, ...unheldNotes(summary, tags, rules, now)],
      offers: offers.length > 0 ? offers : undefined,
    }),
    ...planLock(
      context,
      audience.channels.map(({ channel }) => channel),
    ),
    ...planNote(context),
    ...tellDeployments(context),
    ...tellDigests(context),
    ...recordDeployments(context, decided),
    ...planMeasure(context, decided, reading.why),
    ...(rules.events?.ofExecution(context, {
      pending: reading.pending,
      retries: retrying.decided,
      plannedApprovals,
      decided,
    }) ?? []),
  ];
}
