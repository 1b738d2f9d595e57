import type { SharedState } from '../core/command/shared-state.ts';
import { approval } from './approval/decide.ts';
import { approvalRules } from './approval/rule.ts';
import { permission, permitted } from './command/permission.ts';
import type { PolicyRules } from './explain.ts';
import type { Policy } from './file/schema.ts';
import { announcements } from './freeze/announcements.ts';
import { freezing } from './freeze/decide.ts';
import type { Times } from './freeze/occurrences.ts';
import { owner } from './freeze/owner.ts';
import { author } from './people/author.ts';
import { retry } from './retry/decide.ts';
import { retryRules } from './retry/rule.ts';
import { audience, mutedUntil } from './route/audience.ts';
import { boards } from './route/boards.ts';
import { digests } from './route/digests.ts';
import { heeds, route } from './route/route.ts';
import { looksAtTags } from './scope/scope.ts';

export function rulesOf(policy: Policy, version: string, times: Times, orders: SharedState = {}): PolicyRules {
  const approvals = approvalRules(policy);
  const retries = retryRules(policy);
  return {
    version,
    readsTags: Object.values(policy.scopes).some(looksAtTags),
    home: policy.home ?? false,
    watches: (subject) => policy.routes.some((rule) => heeds(policy, rule, subject)),
    route: (subject, milestones) =>
      policy.routes.flatMap((rule, index) => {
        const routed = route(policy, rule, index, subject, milestones);
        return routed ? [routed] : [];
      }),
    boards: (subject) => boards(policy, subject),
    digests: (subject) => digests(policy, times, subject),
    approval: (question) => approval(approvals, question),
    ...freezing(policy, times, orders),
    author: (person, known) => author(approvals.identities, person, known),
    owner: (question) => owner(approvals.identities, question),
    announceTo: policy.announce?.channel,
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
