import type { Family } from '../family.ts';

/** Linkers of GNU, LLVM and Microsoft. The compiler driver repeats at the end that its linker failed. */
export const linker: Family = {
  id: 'linker',
  marks:
    /\bundefined reference to\b|^Undefined symbols|\bcannot find -l|\bLNK\d{4}\b|\bmultiple definition of\b|^ld: /m,
  fault: [
    /\bundefined reference to\b|\bmultiple definition of\b|\bcannot find -l\w/,
    /^ld: (?:symbol|library|framework|cannot)/,
    /\berror LNK\d{4}\b/,
  ],
  title: [/^Undefined symbols for architecture/],
  passesOn: [/\bld returned \d+ exit status/, /\blinker command failed\b/],
};
