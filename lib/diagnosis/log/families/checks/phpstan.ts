import type { Family } from '../family.ts';

/** PHPStan prints a table for each file, and the number of errors at the end. */
export const phpstan: Family = {
  id: 'phpstan',
  marks: /^ \[ERROR\] Found \d+ errors?/m,
  after: /^ -{2,}(?: -+)? *$/,
  fault: [/^ {2}\d+ {2,}\S/],
  title: [/^ {2}Error *$/],
  passesOn: [/^ \[ERROR\] Found \d+ errors?/],
};
