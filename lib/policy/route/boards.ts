import type { PipelineSubject, RouteBoard } from '../../core/model/policy-port.ts';
import { boardKey } from '../../core/where/board.ts';
import type { Policy } from '../file/schema.ts';
import { heeds } from './route.ts';

/** One board per channel and route. A route without an id goes by its scope, because its place in the file may change. */
export function boards(policy: Policy, subject: PipelineSubject | undefined): RouteBoard[] {
  const kept = policy.routes.flatMap((route) => {
    const { board, channel, id, scope } = route;
    if (!board || channel === undefined || (subject && !heeds(policy, route, subject))) return [];
    const name = id ?? scope;
    return [{ key: boardKey(channel, name), channel, name }];
  });
  // The first counts: the main file stands before the files of teams.
  return kept.filter(({ key }, index) => kept.findIndex((one) => one.key === key) === index);
}
