import { pastDecisions } from './decisions.ts';
import type { Execution } from './execution.ts';
import { unheldNotes } from './hold.ts';
import type { Ledger } from './ledger.ts';
import { offersOf } from './offer.ts';
import { planApproval } from './plan-approval.ts';
import { planDecided, planOrphans } from './plan-decided.ts';
import { planMeasure } from './plan-measure.ts';
import { planReading, recountOffered } from './plan-read.ts';
import { planRetry } from './plan-retry.ts';
import { audienceOf, planTelling } from './plan-tell.ts';
import type { Rules } from './rules.ts';
import { tell } from './story.ts';
import type { Matter, Wish } from './wish.ts';

/** Everything that should be true of this execution now, whatever was already done about it. */
export function plan(execution: Execution, rules: Rules, ledger: Ledger, now: number): Wish[] {
  const story = tell(execution);
  const matter: Matter = { execution, story, rules, ledger, now };
  if (Object.keys(execution.facts).length === 0) return planOrphans(matter);
  const audience = audienceOf(matter);
  const { tags } = execution.about;
  if (audience.channels.length === 0 && !rules.watches({ ...execution.ref, tags })) return [];

  const past = pastDecisions(execution, [...story.approvals, ...story.decisions]);
  const reading = planReading(matter);
  const retrying = planRetry(matter, reading);
  // Without a message there is no button.
  const offers = audience.channels.length > 0 ? offersOf(matter) : [];
  const askings = story.approvals.map((waiting) => planApproval(matter, waiting));
  return [
    ...reading.wishes,
    ...(offers.length > 0 ? [recountOffered(matter)] : []),
    ...retrying.wishes,
    ...askings.flatMap((asking) => asking.wishes),
    ...[...story.decisions, ...past].flatMap((decided) => planDecided(matter, decided)),
    ...planOrphans(matter, past),
    ...planTelling(matter, audience, askings, reading, {
      notes: [...retrying.notes, ...unheldNotes(story, tags, rules, now)],
      offers: offers.length > 0 ? offers : undefined,
    }),
    ...planMeasure(matter, [...story.decisions, ...past], reading.why),
  ];
}
