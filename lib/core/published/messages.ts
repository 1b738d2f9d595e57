import type { PublishedNews } from './news.ts';

export const PUBLISHED = 'A published policy that was not taken is announced, and so is the return to a good one.';

export function notTaken({ from, version, problems = [] }: PublishedNews): string {
  const list = problems.map((problem) => `• ${problem}`).join('\n');
  return `The policy that was published at ${from} was not taken. Still policy ${version} applies.\n${list}`;
}

export function takenAgain({ from, version }: PublishedNews): string {
  return `The policy at ${from} is right again: policy ${version} applies.`;
}
