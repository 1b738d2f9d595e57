import { z } from 'zod';
import { method } from '../method.ts';
import { Refused } from '../refused.ts';
import { showPerson } from '../show.ts';
import { bot } from '../workspace.ts';

export const usersInfo = method(z.object({ user: z.string().min(1) }), ({ user }, { workspace }) => {
  const person = [...workspace.users, bot].find(({ id }) => id === user);
  if (!person) throw new Refused('user_not_found');
  return { user: showPerson(person) };
});
