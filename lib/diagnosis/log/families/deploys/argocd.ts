import type { Family } from '../family.ts';

/** The reason is in a table above the line with which the command ends. */
export const argocd: Family = {
  id: 'argocd',
  marks: /\bOperation has completed with phase: /m,
  fault: [/^Message: +\S/],
  passesOn: [/\bOperation has completed with phase: (?:Failed|Error)\b/],
};
