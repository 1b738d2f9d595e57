import { type DigestKey, digestKey } from '../../core/digest/digest.ts';
import type { PipelineSubject, RouteDigest } from '../../core/model/policy-port.ts';
import type { Policy, Route } from '../file/schema.ts';
import type { Times } from '../freeze/occurrences.ts';
import { firstOfEach } from './first-of-each.ts';
import { heeds } from './route.ts';
import { scheduleOf } from './schedule.ts';

export function digests(policy: Policy, times: Times, subject: PipelineSubject | undefined): RouteDigest[] {
  const all = policy.routes.flatMap((route) => {
    const { digest, channel, id, scope } = route;
    if (!digest || channel === undefined) return [];
    const name = id ?? scope;
    return [{ key: digestKey(channel, name), channel, name, digest, route }];
  });
  return firstOfEach(all)
    .filter(({ route }) => !subject || heeds(policy, route, subject))
    .map(({ route: _, digest, ...one }) => ({ ...one, ...scheduleOf(digest, times) }));
}

/** One digest per channel and route. A route without an id goes by its scope, because its place in the file may change. */
export function keyOfDigest({ digest, channel, id, scope }: Route): DigestKey | undefined {
  return digest && channel !== undefined ? digestKey(channel, id ?? scope) : undefined;
}
