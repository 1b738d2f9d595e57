import type { Family } from '../family.ts';

/** Installers of Python packages: pip, uv and Poetry. pip prints its own errors as a trace. */
export const python: Family = {
  id: 'python',
  marks: /^ERROR: |^[ \t]*× |^(?:Collecting|Looking in indexes)|\bversion solving failed\b|^error: /mu,
  fault: [
    /^\s*╰─▶ \S/u,
    /^ERROR: (?:Could not find a version|No matching distribution|Cannot install|THESE PACKAGES|Package .* requires|Ignored the following)/,
    /^\s*(?:And|So,) because .*\bversion solving failed\b/i,
    /\bpip\._vendor\.\S+Error: /,
  ],
  title: [/^ERROR: Exception:$/],
  passesOn: [
    /^\s*× (?:Encountered error|Getting requirements|Building wheel|pip subprocess|.* did not run successfully)/u,
    /^\s*error: (?:metadata-generation|subprocess-exited)/,
    /^\s*╰─> \[\d+ lines of output\]$|^\s*╰─> See above|^\s*note: This error originates/u,
  ],
};
