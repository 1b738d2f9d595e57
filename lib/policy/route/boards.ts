import type { PipelineSubject, RouteBoard } from '../../core/model/policy-port.ts';
import { type BoardKey, boardKey } from '../../core/where/board.ts';
import type { Policy, Route } from '../file/schema.ts';
import { firstOfEach } from './first-of-each.ts';
import { heeds } from './route.ts';

export function boards(policy: Policy, subject: PipelineSubject | undefined): RouteBoard[] {
  const all = policy.routes.flatMap((route) => {
    const { channel, id, scope } = route;
    const key = keyOfBoard(route);
    return channel === undefined || key === undefined ? [] : [{ key, channel, name: id ?? scope, route }];
  });
  return firstOfEach(all)
    .filter(({ route }) => !subject || heeds(policy, route, subject))
    .map(({ route: _, ...one }) => one);
}

/** One board per channel and route. A route without an id goes by its scope, because its place in the file may change. */
export function keyOfBoard({ board, channel, id, scope }: Route): BoardKey | undefined {
  return board && channel !== undefined ? boardKey(channel, id ?? scope) : undefined;
}
