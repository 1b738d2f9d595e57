import type { Family } from '../family.ts';

/** APT repeats at the end that something failed; the lines above name it. */
export const apt: Family = {
  id: 'apt',
  marks: /^(?:Get|Hit|Ign|Err):\d+ |^Reading package lists|^[EW]: /m,
  fault: [/^E: (?:Unable to locate package|Package .* has no installation candidate|Version .* was not found)/],
  passesOn: [/^E: (?:Unable to fetch some|Some index files|Unable to correct problems|Sub-process|Aborting install)/],
};
