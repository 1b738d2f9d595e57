import type { Board } from '../core/board.ts';
import { announcements } from './announcements.ts';
import { approval } from './approval.ts';
import { approvalRules } from './approval-rule.ts';
import { audience, mutedUntil } from './audience.ts';
import type { PolicyRules } from './explain.ts';
import { freezing } from './freeze.ts';
import type { Times } from './freeze-times.ts';
import { permission, permitted } from './permission.ts';
import { retry } from './retry.ts';
import { retryRules } from './retry-rule.ts';
import { heeds, route } from './route.ts';
import type { Policy } from './schema.ts';
import { looksAtTags } from './scope.ts';

/** A policy as the core asks it. */
export function rulesOf(policy: Policy, version: string, times: Times, orders: Board = {}): PolicyRules {
  const approvals = approvalRules(policy);
  const retries = retryRules(policy);
  return {
    version,
    readsTags: Object.values(policy.scopes).some(looksAtTags),
    watches: (subject) => policy.routes.some((rule) => heeds(policy, rule, subject)),
    route: (subject, news) =>
      policy.routes.flatMap((rule, index) => {
        const routed = route(policy, rule, index, subject, news);
        return routed ? [routed] : [];
      }),
    approval: (question) => approval(approvals, question),
    ...freezing(policy, times, orders),
    announcements: (now) => announcements(policy, times, orders, now),
    retries: policy.retry.length > 0,
    retry: (question) => retry(retries, question),
    may: (question) => permission(policy, question),
    acts: (target) => permitted(policy, target),
    audience: (pipelines) => audience(policy, pipelines),
    mutedUntil: (pipeline, at) => mutedUntil(orders, pipeline, at),
    accountName: (account) => policy.accounts.find(({ id }) => id === account)?.name,
  };
}
