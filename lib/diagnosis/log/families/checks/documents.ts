import type { Family } from '../family.ts';

/** Builders of documents that take a warning for an error: Sphinx, MkDocs. */
export const documents: Family = {
  id: 'documents',
  marks: /^Running Sphinx|^INFO +- +(?:Cleaning site|Building documentation)|treated as error/m,
  title: [/^Warning, treated as error:$/],
  fault: [/^WARNING +- +\S.*(?:not found|does not exist)/],
  passesOn: [/^Aborted with \d+ warnings? in strict mode/],
};
