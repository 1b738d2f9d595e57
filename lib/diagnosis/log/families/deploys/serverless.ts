import type { Family } from '../family.ts';

/** The Serverless Framework puts its environment between the failed stack and the reason. */
export const serverless: Family = {
  id: 'serverless',
  marks: /^✖ Stack \S+ failed|^Environment: .*\bframework \d/mu,
  title: [/^Error:$/],
  titleSkips: /^\w+_FAILED: \S+ \(\S+\)$/,
  passesOn: [/^✖ Stack \S+ failed to \w+/u],
};
