import type { Family } from '../family.ts';

/** Newman, Postman's runner: a table of failures at the end, the reason below the name of the assertion. */
export const newman: Family = {
  id: 'newman',
  marks: /^newman$|^[ \t]*# +failure +detail/m,
  after: /^\s*# +failure +detail/,
  title: [/^\s*\d+\. +\w*Error +(?<name>\S.*?)\s*$/],
};
