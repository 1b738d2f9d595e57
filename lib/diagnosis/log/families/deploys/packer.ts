import type { Family } from '../family.ts';

/** Packer repeats at the end which build failed, and with which status a script ended. */
export const packer: Family = {
  id: 'packer',
  marks: /^==> Some builds didn't complete successfully|^Build '[^']+' errored\b/m,
  fault: [/^Build '[^']+' errored(?: after [^:]{1,60})?: (?!.*Script exited with non-zero)\S/],
  passesOn: [/^==> Some builds didn't complete successfully/, /\bScript exited with non-zero exit status\b/],
};
