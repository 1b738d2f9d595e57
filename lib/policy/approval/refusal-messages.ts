import { duration } from '../../core/text/duration.ts';
import { and, or } from '../text/list.ts';
import type { Part } from './forbid.ts';

/** Why a vote does not count. */
export type VoteRefusal =
  | { type: 'stranger'; names: string[] }
  | { type: 'untold'; names: string[]; what: string[] }
  | { type: 'forbidden'; part: Part; names: string[] }
  | { type: 'unknown'; because: string }
  | { type: 'short'; has: number; needs: number }
  | { type: 'old'; validFor: number };

/** To whoever voted: what to do instead. */
export function refusalMessage(refusal: VoteRefusal): string {
  switch (refusal.type) {
    case 'stranger':
      return `You are not in ${or(refusal.names)}, who decide this. Ask one of them.`;
    case 'untold':
      return `Slack did not tell Signalbox ${and(refusal.what)}, so nobody can be counted by that, and nothing else says that you are in ${or(refusal.names)}. Ask somebody who can be counted, or decide in the console.`;
    case 'forbidden':
      return `${yours[refusal.part]} Ask somebody else of ${or(refusal.names)}; rejecting it is open to you.`;
    case 'unknown':
      return refusal.because;
    case 'short':
      return `It takes a comment of at least ${refusal.needs} characters, and yours has ${refusal.has}. Vote again and say why.`;
    case 'old':
      return `A vote counts for ${duration(refusal.validFor)}, and yours is older. Vote again if you still mean it.`;
    default:
      return refusal satisfies never;
  }
}

const yours: Record<Part, string> = {
  author: 'This is your own change, and who wrote it may not approve it.',
  starter: 'You started this, and who started it may not approve it.',
};

/** To everybody, as the end of a sentence. */
export function inShort(refusal: VoteRefusal): string {
  switch (refusal.type) {
    case 'stranger':
      return `it is from nobody in ${or(refusal.names)}`;
    case 'untold':
      return `Slack did not tell Signalbox ${and(refusal.what)}`;
    case 'forbidden':
      return refusal.part === 'author' ? 'the change is their own' : 'they started it';
    case 'unknown':
      return 'nobody can be told from those who may not approve it';
    case 'short':
      return `its comment has ${refusal.has} of ${refusal.needs} characters`;
    case 'old':
      return `it is older than ${duration(refusal.validFor)}`;
    default:
      return refusal satisfies never;
  }
}
