import type { Family } from '../family.ts';

/** Pulumi lists the diagnostics of the stack first, which only repeat that the update failed. */
export const pulumi: Family = {
  id: 'pulumi',
  marks: /^ +[+~-]* *pulumi:pulumi:Stack\b/m,
  passesOn: [/^\s*error: (?:update|preview|refresh|destroy) failed$/, /\*\*(?:creating|updating|deleting) failed\*\*/],
};
