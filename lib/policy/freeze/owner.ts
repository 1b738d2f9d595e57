import type { OwnerDecision, OwnerQuestion } from '../../core/model/policy-port.ts';
import { directoryOf } from '../people/directory.ts';
import {
  emailToLookUp,
  type Identities,
  identify,
  type Names,
  namesOfAuthor,
  namesOfStarter,
} from '../people/identity.ts';

/** An author of every source, the starter, or a person for whom Signalbox started it. Of two sources, each may be new:
 *  one author of both is certain. Unknown people are not the owner. */
export function owner(
  identities: Identities,
  { user, sources, starter, startedFor = [], known }: OwnerQuestion,
): OwnerDecision {
  const directory = directoryOf(known);
  const isUser = (names: Names) => {
    const found = identify(names, identities, directory);
    return found.type === 'known' && found.user === user;
  };
  const wrote = sources.map((authors) => authors.map(namesOfAuthor));
  const started = starter === undefined ? [] : [namesOfStarter(starter)];
  const isAuthor = wrote.length > 0 && wrote.every((authors) => authors.some(isUser));
  const isOwner = startedFor.includes(user) || isAuthor || started.some(isUser);
  const people = isOwner ? [] : [...wrote.flat(), ...started];
  const emails = people.flatMap((names) => emailToLookUp(names, identities) ?? []);
  return { isOwner, lookUp: { groups: [], emails: [...new Set(emails)] } };
}
