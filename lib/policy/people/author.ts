import type { KnownPeople } from '../../core/approval/types.ts';
import type { Author } from '../../core/execution/facts.ts';
import { directoryOf } from './directory.ts';
import { emailToLookUp, type Identities, identify, NOBODY, namesOfAuthor } from './identity.ts';

export function author(
  identities: Identities,
  person: Author,
  known: KnownPeople,
): { user?: string; lookUp: string[] } {
  const names = namesOfAuthor(person);
  const found = identify(names, identities, directoryOf(known));
  const email = emailToLookUp(names, identities);
  const lookUp = email === undefined ? [] : [email];
  return found.type === 'known' && found.user !== NOBODY ? { user: found.user, lookUp } : { lookUp };
}
