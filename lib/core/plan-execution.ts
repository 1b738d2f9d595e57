import { pastDecisions } from './approval/decisions.ts';
import { planApproval } from './approval/plan.ts';
import { planDecided, planOrphans } from './approval/plan-decided.ts';
import type { Execution } from './execution/facts.ts';
import { planRefresh, recountOffered } from './execution/plan-refresh.ts';
import { summarize } from './execution/summary.ts';
import { unheldNotes } from './freeze/held.ts';
import { planMeasure } from './metrics/plan.ts';
import type { Intent, PlanContext } from './model/intent.ts';
import type { Outbox } from './model/outbox.ts';
import type { PolicyPort } from './model/policy-port.ts';
import { audienceOf, planNotifications } from './notify/plan.ts';
import { failureButtons } from './retry/buttons.ts';
import { planRetry } from './retry/plan.ts';

/** Everything that should be true of this execution now, whatever was already done about it. */
export function planExecution(execution: Execution, rules: PolicyPort, ledger: Outbox, now: number): Intent[] {
  const story = summarize(execution);
  const matter: PlanContext = { execution, story, rules, ledger, now };
  if (Object.keys(execution.facts).length === 0) return planOrphans(matter);
  const audience = audienceOf(matter);
  const { tags } = execution.about;
  if (audience.channels.length === 0 && !rules.watches({ ...execution.ref, tags })) return [];

  const past = pastDecisions(execution, [...story.approvals, ...story.decisions]);
  const reading = planRefresh(matter);
  const retrying = planRetry(matter, reading);
  // Without a message there is no button.
  const offers = audience.channels.length > 0 ? failureButtons(matter) : [];
  const askings = story.approvals.map((waiting) => planApproval(matter, waiting));
  return [
    ...reading.wishes,
    ...(offers.length > 0 ? [recountOffered(matter)] : []),
    ...retrying.wishes,
    ...askings.flatMap((asking) => asking.wishes),
    ...[...story.decisions, ...past].flatMap((decided) => planDecided(matter, decided)),
    ...planOrphans(matter, past),
    ...planNotifications(matter, audience, askings, reading, {
      notes: [...retrying.notes, ...unheldNotes(story, tags, rules, now)],
      offers: offers.length > 0 ? offers : undefined,
    }),
    ...planMeasure(matter, [...story.decisions, ...past], reading.why),
  ];
}
