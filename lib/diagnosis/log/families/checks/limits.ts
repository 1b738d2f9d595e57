import type { Family } from '../family.ts';

/** Limits of a build: the size of a package, the share of code covered by tests. */
export const limits: Family = {
  id: 'limits',
  marks: /\bsize limit\b|\bcoverage\b.*\bthreshold\b|\bsize\b.*\bexceed/im,
  fault: [
    /\b(?:package|bundle) size limit has exceeded\b/i,
    /\bcoverage\b.*\b(?:threshold|minimum)\b.*\bnot (?:been )?met\b/i,
    /\bdoes not meet (?:the )?(?:global )?threshold\b/i,
  ],
};
