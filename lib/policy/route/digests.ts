import { digestKey } from '../../core/digest/digest.ts';
import type { PipelineSubject, RouteDigest } from '../../core/model/policy-port.ts';
import type { Policy } from '../file/schema.ts';
import type { Times } from '../freeze/occurrences.ts';
import { heeds } from './route.ts';
import { scheduleOf } from './schedule.ts';

/** One digest per channel and route. A route without an id goes by its scope, because its place in the file may change. */
export function digests(policy: Policy, times: Times, subject: PipelineSubject | undefined): RouteDigest[] {
  const posted = policy.routes.flatMap((route): RouteDigest[] => {
    const { digest, channel, id, scope } = route;
    if (!digest || channel === undefined || (subject && !heeds(policy, route, subject))) return [];
    const name = id ?? scope;
    return [{ key: digestKey(channel, name), channel, name, ...scheduleOf(digest, times) }];
  });
  // The first counts: the main file stands before the files of teams.
  return posted.filter(({ key }, index) => posted.findIndex((one) => one.key === key) === index);
}
