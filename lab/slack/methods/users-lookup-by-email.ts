import { z } from 'zod';
import { method } from '../method.ts';
import { Refused } from '../refused.ts';
import { showPerson } from '../show.ts';

export const usersLookupByEmail = method(z.object({ email: z.string().min(1) }), ({ email }, { workspace }) => {
  const person = workspace.users.find((one) => one.email?.toLowerCase() === email.toLowerCase());
  if (!person || person.deactivated) throw new Refused('users_not_found');
  return { user: showPerson(person) };
});
