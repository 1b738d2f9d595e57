import type { Family } from '../family.ts';

/** Perl, and its test harness `prove`. */
export const perl: Family = {
  id: 'perl',
  marks:
    /^[ \t]*# +Failed test|^\S+ \.{2,} (?:ok$|Dubious|Failed)|^Result: FAIL|\.(?:pl|pm|t|PL) line \d+\.?$|^cpanm\b|^!/m,
  fault: [
    /^\s*# {1,4}Failed test /,
    /^(?!BEGIN failed|Compilation failed|#).*\S at \S+\.(?:pl|pm|t|PL) line \d+\.?$/,
    /^\S+ \.{2,} (?:Dubious, test returned|Failed \d+\/\d+ subtests)/,
    /^! (?:Installing|Couldn't find|Finding) .*/,
  ],
  passesOn: [
    /^Result: FAIL|^Failed \d+\/\d+ test programs|^BEGIN failed--|^Compilation failed in require/,
    /^# Looks like you |^ {2}Failed tests?: |^Dubious, test returned/,
  ],
};
