import type { Policy } from '../file/schema.ts';
import type { Contradiction } from './contradictions.ts';
import { APPROVAL_LIFETIME } from './freeze-warnings.ts';
import { afterExpiry } from './messages.ts';

/** Finds reminders and escalations that come after the approval has expired. */
export function lateReminders({ approvals }: Policy): Contradiction[] {
  return approvals.flatMap(({ remind = [], escalate }, index) => [
    ...remind.flatMap((after, nth) =>
      after >= APPROVAL_LIFETIME
        ? [{ path: ['approvals', index, 'remind', nth], message: afterExpiry('this reminder') }]
        : [],
    ),
    ...(escalate && escalate.after >= APPROVAL_LIFETIME
      ? [{ path: ['approvals', index, 'escalate', 'after'], message: afterExpiry('this escalation') }]
      : []),
  ]);
}
