import type { Family } from '../family.ts';

/** R CMD check, testthat and R itself. */
export const r: Family = {
  id: 'r',
  marks: /^\* checking |^Error in |^\* installing \*source\* package|^Execution halted$|R CMD (?:check|build|INSTALL)/m,
  fault: [
    /^\s*Error in .* : ?\S|^Error: (?!Command failed)\S/,
    /^ERROR: (?:dependenc|lazy loading|compilation|failed to)/,
  ],
  title: [
    /^\s*Error in .*:$/,
    /^(?:── |-- )?(?:\d+\. )?(?:Failure|Error)(?: \(.*\))?: (?<name>.*?)[ ─-]*$/u,
    /^\* checking .*\.\.\. (?:.* )?ERROR$/,
    /^Running the tests in .* failed\.$/,
    /^\s*Running examples in .* failed$/,
  ],
  titleSkips: /^\s*(?:Running (?:the tests|examples) in|Complete output:|Last \d+ lines)/,
  passesOn: [/^Execution halted$/, /^Status: .*\bERROR/, /had non-zero exit status/],
  harmless: [/^\* checking .*\.\.\. (?:OK|NOTE|NONE|WARNING|SKIPPED)$/, /^checking .*\.\.\. (?:no|yes)$/],
};
