import type { Family } from '../family.ts';

const PLACE = String.raw`\S+\.\w{1,12}: ?\d+(?::\d+)?`;

/** Linters and formatters. They print a place and a rule, without the word error. */
export const linters: Family = {
  id: 'linters',
  marks:
    /^Dockerfile\S*:\d+ |^[ \t]*\S+\.\w{1,12}:\d+(?::\d+)?:? |^[ \t]+\d+:\d+ +\S|^[ \t]*\d+ \| +(?:ERROR|WARNING)|\(Severity: \d\)$|^In \S+ line \d+:$|[Cc]ode style issues|^would reformat |^Diff in \S|^┃ \[[A-Z]\] |\[warn\] \S/mu,
  fault: [
    new RegExp(String.raw`^${PLACE}:? (?:error )?(?:[CWEFR]: |[A-Z]{1,4}\d{2,5}\b|\(?[EWF]\d{3}\)? )`),
    /^Dockerfile\S*:\d+ [DS][LC]\d{4} /,
    /^\s+\d+:\d+ +✖ /u,
    /^ERROR: \S+[:[]\d+[:,] ?\d+/,
    /^\s*\d+ \| ERROR +\| /,
    /\bat line \d+, column \d+\. .*\(Severity: \d\)$/,
    /^would reformat \S/,
    /^Diff in \S+/,
    /^┃ \[[A-Z]\] \S/u,
  ],
  title: [/^In (?<name>\S+ line \d+):$/],
  passesOn: [/^\d+ files? inspected, /, /^Found \d+ errors? in \d+ file/, /would be reformatted/],
};
