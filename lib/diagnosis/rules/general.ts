import type { TextRule } from './rule.ts';

/** Last resort: the kind of ending, not its reason. */
export const generalRules: TextRule[] = [
  {
    id: 'exit-terminated',
    class: 'unknown',
    says: [/\bexit(ed)?( with)?( status| code)?:?\W{0,3}143\b/i, /\bcode:? ?143\b/i],
    because: 'The process received SIGTERM, and the sender is not known',
  },
  {
    id: 'exit',
    class: 'code-or-test',
    says: [
      /\berror while executing command\b/i,
      /\bscript at specified location\b.{0,300}\bfailed\b(?! to complete)/i,
      /\bexit(ed)?( with)?( status| code| value)?:?\W{0,3}[1-9]\d{0,2}\b/i,
      /\b(non-?zero|returned) (exit )?(code|status)\b/i,
      /\bessential container in task exited\b/i,
      /\breturn code:? [1-9]\d{0,2}\b/i,
      /\bcommand failed on instance\b|\bengine execution has encountered an error\b/i,
      /\breceived response status \[FAILED\]/i,
      /\bELIFECYCLE\b/,
      /\bBUILD FAILURE\b|\bBUILD FAILED\b/,
    ],
    because: 'A command of the build failed',
  },
];
