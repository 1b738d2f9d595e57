import { z } from 'zod';
import { method } from '../method.ts';
import { Refused } from '../refused.ts';

export const usergroupsUsersList = method(
  z.object({ usergroup: z.string().min(1) }),
  ({ usergroup }, { workspace }) => {
    const group = workspace.groups.find(({ id }) => id === usergroup);
    if (!group) throw new Refused('no_such_subteam');
    return { users: group.users };
  },
);
