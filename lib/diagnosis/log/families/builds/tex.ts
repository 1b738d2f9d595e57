import type { Family } from '../family.ts';

/** TeX marks its errors with an exclamation mark; the rest of its log is full of box warnings. */
export const tex: Family = {
  id: 'tex',
  marks: /^This is (?:pdf|Xe|Lua)?TeX|^(?:Over|Under)full \\[hv]box|^Latexmk: |^! (?:LaTeX|Undefined|Package)/m,
  fault: [/^! (?!Emergency stop| ==>)\S/, /^\S+\.tex:\d+: /],
  passesOn: [
    /^! +(?:Emergency stop|==> Fatal error)/,
    /^Latexmk: (?:Errors|Summary|If appropriate|Use the)/,
    /no output PDF file produced/,
  ],
  harmless: [/^(?:Over|Under)full \\/, /^LaTeX (?:Font )?(?:Warning|Info)/],
};
