import type { Rules } from '../core/rules.ts';
import { approval } from './approval.ts';
import { approvalRules } from './approval-rule.ts';
import { heeds, route } from './route.ts';
import type { Policy } from './schema.ts';
import { looksAtTags } from './scope.ts';

/** A policy as the core asks it. */
export function rulesOf(policy: Policy, version: string): Rules {
  const approvals = approvalRules(policy);
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
  };
}
