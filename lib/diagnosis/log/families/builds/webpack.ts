import type { Family } from '../family.ts';

/** webpack names the module first and the reason below it. */
export const webpack: Family = {
  id: 'webpack',
  marks: /^webpack \d|^ERROR in \S|\bcompiled with \d+ errors?\b/m,
  title: [/^ERROR in \S/],
  passesOn: [/\bcompiled with \d+ errors?\b/],
};
