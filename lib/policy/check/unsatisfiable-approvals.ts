import { assign } from '../approval/assign.ts';
import type { Policy } from '../file/schema.ts';
import { selectorOf } from '../people/members.ts';
import type { Contradiction } from './contradictions.ts';
import { tooFewDistinctPeople, tooFewPeople } from './messages.ts';

/** Checks the best case: the size of a Slack group is unknown here, and an e-mail may belong to a listed user. */
export function impossible(policy: Policy): Contradiction[] {
  return policy.approvals.flatMap(({ require, distinctPeople }, index) => {
    const limited = require.map((requirement) => ({ ...requirement, people: countable(policy, requirement.from) }));
    const short = limited.flatMap(({ count, from, people }, nth) =>
      people && people.length < count
        ? [
            {
              path: ['approvals', index, 'require', nth, 'count'],
              message: tooFewPeople(count, from, people.length),
            },
          ]
        : [],
    );
    if (short.length > 0 || !distinctPeople) return short;
    const places = limited.flatMap(({ count, people }) => (people ? Array<string[]>(count).fill(people) : []));
    const found = assign(places).filter((person) => person !== undefined).length;
    if (found === places.length) return [];
    const message = tooFewDistinctPeople(places.length, found);
    return [{ path: ['approvals', index, 'require'], message }];
  });
}

/** Undefined if a Slack group is included. */
function countable(policy: Policy, names: string[]): string[] | undefined {
  const { users, groups, emails } = selectorOf(policy, names);
  return groups.length > 0 ? undefined : [...users, ...emails];
}
