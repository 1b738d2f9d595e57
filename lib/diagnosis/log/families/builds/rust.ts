import type { Family } from '../family.ts';

/** Cargo prints the output of a build script, with its environment, between the failed crate and the reason. */
export const rust: Family = {
  id: 'rust',
  marks: /^error: (?:could not compile|failed to run custom build|test failed)|^ +(?:Compiling|Checking) \S+ v\d/m,
  fault: [
    /^\s*The system library `\S+` required by crate/,
    /^\s*error occurred(?: in cc-rs)?: /,
    /^\s*Could not find (?:directory of |`)/,
  ],
  passesOn: [/^error: failed to run custom build command/, /^\s*process didn't exit successfully: /],
};
