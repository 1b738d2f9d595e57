import { assign } from '../approval/assign.ts';
import type { Policy } from '../file/schema.ts';
import { selectorOf } from '../people/members.ts';
import { or } from '../text/list.ts';
import type { Contradiction } from './contradictions.ts';

/** What so few people can never fulfil. How many are in a Slack group nobody knows before it is asked, and an e-mail
 *  may be that of a user who is named too: only what is impossible in the best case is found. */
export function impossible(policy: Policy): Contradiction[] {
  return policy.approvals.flatMap(({ require, distinctPeople }, index) => {
    const limited = require.map((requirement) => ({ ...requirement, people: countable(policy, requirement.from) }));
    const short = limited.flatMap(({ count, from, people }, nth) =>
      people && people.length < count
        ? [
            {
              path: ['approvals', index, 'require', nth, 'count'],
              message: `${count} are needed of ${or(from)}, which has ${people.length}`,
            },
          ]
        : [],
    );
    if (short.length > 0 || !distinctPeople) return short;
    const places = limited.flatMap(({ count, people }) => (people ? Array<string[]>(count).fill(people) : []));
    const found = assign(places).filter((person) => person !== undefined).length;
    if (found === places.length) return [];
    const message = `this takes ${places.length} different people, and can be filled by ${found}; see distinctPeople`;
    return [{ path: ['approvals', index, 'require'], message }];
  });
}

/** Everybody, when nobody is named by a group. */
function countable(policy: Policy, names: string[]): string[] | undefined {
  const { users, groups, emails } = selectorOf(policy, names);
  return groups.length > 0 ? undefined : [...users, ...emails];
}
