import { expect, it } from 'vitest';
import { unknownPeople } from '../../../lib/policy/check/unknown-people.ts';

const people = { release: { users: ['U0ANN00001'], emails: ['ann@example.com'] } };

it.each([
  [
    'U034DEFGH',
    '"U034DEFGH" is no set of people; define one, as people: { release: { users: [U034DEFGH] } }, and write its name',
  ],
  [
    'S0RELEASE1',
    '"S0RELEASE1" is no set of people; define one, as people: { release: { slackGroups: [S0RELEASE1] } }, and write its name',
  ],
  [
    'bob@example.com',
    '"bob@example.com" is no set of people; define one, as people: { release: { emails: [bob@example.com] } }, and write its name',
  ],
  ['U0ANN00001', '"U0ANN00001" is no set of people; write "release", which has it'],
  ['ann@example.com', '"ann@example.com" is no set of people; write "release", which has it'],
  ['@release', 'unknown people "@release"; did you mean "release"?'],
  ['SRE', 'unknown people "SRE"; define it under people'],
  ['x1', 'unknown people "x1"; define it under people'],
])('has a sentence with what to write in place of %s', (name, sentence) => {
  expect(unknownPeople(name, people)).toBe(sentence);
});
