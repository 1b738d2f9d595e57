import type { Family } from '../family.ts';

/** Make has one error of its own; all others are passed on from commands. */
export const make: Family = {
  id: 'make',
  marks: /^g?make(?:\[\d+\])?: |^ninja: /m,
  fault: [
    /^g?make(?:\[\d+\])?: \*\*\* (?:No rule to make target|No targets|missing separator)/,
    /^g?make(?:\[\d+\])?: \*\*\* (?!\[|Waiting for )\S.*\bStop\.$/,
    /^ninja: error: /,
    /^\S+:\d+: \*\*\* /,
  ],
  passesOn: [
    /^g?make(?:\[\d+\])?: \*\*\* \[/,
    /^\S+:\d+: recipe for target .* failed$/,
    /^ninja: build stopped/,
    /^g?make(?:\[\d+\])?: Target .* not remade/,
  ],
  harmless: [/^g?make(?:\[\d+\])?: (?:Entering|Leaving|Nothing|warning)/],
};
