import type { Family } from '../family.ts';

/** pnpm prefixes its messages with its own code. */
export const pnpm: Family = {
  id: 'pnpm',
  marks: /\bERR_PNPM_\w+/,
  fault: [/\bERR_PNPM_(?!RECURSIVE_(?:EXEC|RUN)_FIRST_FAIL)\w+/],
  passesOn: [/\bERR_PNPM_RECURSIVE_(?:EXEC|RUN)_FIRST_FAIL|^ELIFECYCLE /],
};
