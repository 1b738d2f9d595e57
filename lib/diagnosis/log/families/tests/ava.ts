import type { Family } from '../family.ts';

/** AVA and node's own runner mark failures with a cross, first in the list and then with the reason. */
export const ava: Family = {
  id: 'ava',
  marks: /^[ \t]*[✖✘] |^[ \t]*\d+ tests? failed$/mu,
  fault: [/^\s*[✖✘] (?!\d+ problems?|failing tests|Problems? )\S/u],
  passesOn: [/^\s*\d+ (?:tests?|uncaught exceptions?) failed/, /^✖ failing tests:$/u],
};
