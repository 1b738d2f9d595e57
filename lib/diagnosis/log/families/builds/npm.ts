import type { Family } from '../family.ts';

/** npm prints a code first and the message in the lines below, mixed with the path of its own log. */
export const npm: Family = {
  id: 'npm',
  marks: /^npm (?:ERR!|error)/m,
  title: [/^(?<name>npm (?:ERR!|error) code (?!ELIFECYCLE|1$)(?<code>\S+))$/],
  titleSkips: /^npm (?:ERR!|error) (?:errno|syscall|path|command|fatal)\b|network (?:This is a problem|In most cases)/,
  fault: [/^npm (?:ERR!|error) (?:40[134] +\S|Cannot read propert|notarget No matching|Missing script)/],
  passesOn: [
    /^npm (?:ERR!|error) (?:code ELIFECYCLE|code 1$|A complete log|Exit status|errno|Failed at the|This is probably not)/,
  ],
};
