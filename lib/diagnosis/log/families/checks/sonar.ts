import type { Family } from '../family.ts';

export const sonar: Family = {
  id: 'sonar',
  marks: /\bQUALITY GATE STATUS\b|\bSonarScanner\b|^INFO: EXECUTION (?:FAILURE|SUCCESS)$/m,
  fault: [/^(?:\[?ERROR\]?:? ).*\bQUALITY GATE STATUS: FAILED/],
  passesOn: [/^ERROR: Error during SonarScanner execution/, /\bEXECUTION FAILURE$/],
};
