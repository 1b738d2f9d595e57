import type { Family } from '../family.ts';

/** Scanners of templates and dependencies that fail a build by the number of their findings. */
export const audit: Family = {
  id: 'audit',
  marks:
    /^# npm audit report|^Tested \d+ dependencies|^\| (?:FAIL|WARN) [FW]\d+|^Passed checks: \d+|^ID: +RUSTSEC-|^(?:Total|Failures): \d+ \(/m,
  fault: [
    /^Title: +\S/,
    /^\d+ .*\bvulnerabilit(?:y|ies)\b(?!.*\bfound 0)/,
    /^Tested \d+ .*found [1-9]\d* (?:issues|vulnerabilities)/,
  ],
  title: [/^(?:Total|Failures): [1-9]\d* \(.*(?:HIGH|CRITICAL): [1-9]/, /^\| (?<name>FAIL F\d+)$/],
  passesOn: [/^error: \d+ vulnerabilit/],
  titleSkips: /^\| (?:Resource|Line Numbers): |^\|?$|^[┌├]|^│ +(?:Library|Target) +│/u,
};
