import type { Family } from '../family.ts';

/** The go command, without its tests. */
export const go: Family = {
  id: 'go',
  marks: /^go: |\bcannot find package\b|\bunrecognized import path\b|\.go:\d+:\d+/m,
  fault: [
    /^(?:\S+: )?unrecognized import path /,
    /^go: (?!downloading|finding|extracting|warning|creating|to add|added)\S+.*: \S/,
  ],
  harmless: [/^go: (?:downloading|finding|extracting|warning)/],
};
