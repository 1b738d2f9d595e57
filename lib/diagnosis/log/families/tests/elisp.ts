import type { Family } from '../family.ts';

/** Emacs in batch mode: the debugger's first line, ERT and plain messages. */
export const elisp: Family = {
  id: 'elisp',
  marks: /^Debugger entered|\.elc?\b|^Loading \S+\.\.\.|^ERT\b|\bemacs\b/m,
  fault: [
    /^Debugger entered--Lisp error: /,
    /^\s*signal\(error \(/,
    /^(?:Cannot open load file|Symbol['’]s (?:value|function)|Package lint|Wrong (?:type|number)|Eager macro-expansion failure)/,
    /^\s*FAILED +\d+\/\d+ /,
  ],
  title: [/^Test (?<name>\S+) condition:$/],
  passesOn: [/^Ran \d+ tests, /],
  harmless: [/^Opening TLS connection .*\.\.\./],
};
