import type { Family } from '../family.ts';

/** Lerna prefixes its own errors, and repeats those of npm below. */
export const lerna: Family = {
  id: 'lerna',
  marks: /^lerna (?:notice|info|ERR!)/m,
  fault: [/^lerna ERR! (?!.* (?:exited \d+ in|stderr:)|lifecycle\b)\S/],
  passesOn: [/^lerna ERR! .* (?:exited \d+ in|stderr:)/, /^lerna WARN complete /],
};
