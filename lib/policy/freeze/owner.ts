import type { OwnerDecision, OwnerQuestion } from '../../core/model/policy-port.ts';
import { directoryOf } from '../people/directory.ts';
import { emailToLookUp, type Identities, identify, namesOfAuthor, namesOfStarter } from '../people/identity.ts';

/** The people of an approval's `forbid`: any author, the starter, and those for whom Signalbox started it. */
export function owner(
  identities: Identities,
  { user, authors, starter, startedFor = [], known }: OwnerQuestion,
): OwnerDecision {
  const people = [...authors.map(namesOfAuthor), ...(starter === undefined ? [] : [namesOfStarter(starter)])];
  const directory = directoryOf(known);
  const isOneOfThem = people.some((names) => {
    const found = identify(names, identities, directory);
    return found.type === 'known' && found.user === user;
  });
  const isOwner = startedFor.includes(user) || isOneOfThem;
  const emails = isOwner ? [] : people.flatMap((names) => emailToLookUp(names, identities) ?? []);
  return { isOwner, lookUp: { groups: [], emails: [...new Set(emails)] } };
}
