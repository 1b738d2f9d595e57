import type { Family } from '../family.ts';

/** dbt lists all models first, and repeats the failed ones at the end with the reason. */
export const dbt: Family = {
  id: 'dbt',
  marks: /\bRunning with dbt=|^[ \t]*\d+ of \d+ (?:START|OK|PASS|ERROR|FAIL) /m,
  title: [/^\s*(?<name>(?:Failure|(?:Database|Compilation|Runtime|Parsing|Dependency) Error)(?: in .{1,200})?)$/],
  passesOn: [/^\s*\d+ of \d+ (?:ERROR|FAIL|SKIP)\b/, /^\s*(?:Done\. PASS=|Completed with |Encountered an error:$)/],
};
