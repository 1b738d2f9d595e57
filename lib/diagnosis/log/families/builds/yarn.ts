import type { Family } from '../family.ts';

/** Both generations of Yarn; the newer one numbers its messages. */
export const yarn: Family = {
  id: 'yarn',
  marks:
    /\bYN\d{4}\b|^yarn (?:run|install) v|^Usage Error: |^error (?:Command failed|An unexpected error|Couldn't find|Your lockfile)/m,
  fault: [
    /^Usage Error: /,
    /^(?:➤ )?YN0(?!000|002|013|060|007)\d{3}: .*(?:error|fail|would have been modified|not found|no candidates|can't be|cannot)/iu,
    /^error (?!Command failed|Found incompatible module)\S.*[:."]/,
  ],
  harmless: [/^(?:➤ )?YN0007: /u],
  passesOn: [/^error Command failed with exit code/, /^(?:➤ )?YN0000: .*Failed with errors/u, /^info Visit /],
};
