import type { Message } from './blocks.ts';

/** How many of each part a message shows. */
export interface Detail {
  stages: boolean;
  sources: number;
  failures: number;
  notes: number;
  decisions: number;
  approvals: number;
  /** Commits and votes of each approval. */
  commits: number;
  votes: number;
}

export const FULL: Detail = {
  stages: true,
  sources: 3,
  failures: 3,
  notes: 3,
  decisions: 3,
  approvals: 2,
  commits: 4,
  votes: 6,
};

const levels: Detail[] = [
  FULL,
  { ...FULL, sources: 1, failures: 2, notes: 1, decisions: 1, commits: 2, votes: 3 },
  { ...FULL, sources: 1, failures: 1, notes: 0, decisions: 1, approvals: 1, commits: 0, votes: 2 },
];

/** What a person needs to act. It fits even if each text has its greatest length. */
const LEAST: Detail = {
  stages: false,
  sources: 0,
  failures: 1,
  notes: 0,
  decisions: 0,
  approvals: 1,
  commits: 0,
  votes: 0,
};

/** Characters of all texts of a message together. Slack accepts 9,597, refuses 11,341 and documents no limit. */
const BUDGET = 9000;

/** Draws the message with as much detail as Slack accepts. */
export function fitting(draw: (detail: Detail) => Message): Message {
  for (const detail of levels) {
    const message = draw(detail);
    if (textLength(message) <= BUDGET) return message;
  }
  return draw(LEAST);
}

/** Every string under a key `text`, however deep. */
function textLength(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, inner]) => sum + (key === 'text' && typeof inner === 'string' ? inner.length : textLength(inner)),
    0,
  );
}
