import type { Family } from '../family.ts';

/** Composer, and the exceptions of Symfony's console, which stand below the place in the code. */
export const composer: Family = {
  id: 'composer',
  marks:
    /^Loading composer repositories|^Verifying lock file contents|\bcomposer\.(?:json|lock)\b|^In \S+\.php line \d+:$/m,
  fault: [/^- Required package .* is not present in the lock file/],
  title: [/^\s*(?<name>Problem \d+)$/, /^In \S+\.php line \d+:$/, /^\s*\[[A-Z]\w*(?:\\\w+)+\]\s*$/],
  passesOn: [
    /^Script .* returned with error code \d+/,
    /^Your requirements could not be resolved to an installable set/,
  ],
};
