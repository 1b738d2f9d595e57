import { describe, expect, it } from 'vitest';
import type { Vote } from '../../../lib/core/approval/types.ts';
import {
  nameOf,
  notYet,
  refusalMessage,
  shortReason,
  type VoteRefusal,
  voteCounts,
  voteRefused,
  voteWaits,
} from '../../../lib/policy/approval/messages.ts';

const MINUTE = 60_000;
const vote: Vote = { user: 'U0ANN', name: 'Ann', decision: 'approve', channel: 'C0A', at: 1 };

describe('a vote that does not count', () => {
  it.each<[VoteRefusal, toVoter: string, toAll: string]>([
    [
      { type: 'notListed', names: ['release', 'leads'], people: ['release'], machines: [] },
      'You are not in "release". Ask one of them to decide.',
      'not in "release" or "leads"',
    ],
    [
      { type: 'notListed', names: ['bots'], people: [], machines: ['tests'] },
      'Only the machine tests can approve this.',
      'not in "bots"',
    ],
    [
      { type: 'notListed', names: ['bots'], people: [], machines: ['tests', 'scan'] },
      'Only the machines tests and scan can approve this.',
      'not in "bots"',
    ],
    [
      { type: 'unreadable', names: ['release'], lookUps: ['the members of S0A'] },
      'Slack did not return the members of S0A, so Signalbox cannot tell if you are in "release". Ask another person, or decide in the AWS console.',
      'Slack did not return the members of S0A',
    ],
    [
      { type: 'forbidden', part: 'author', names: ['release'] },
      'You are an author of this change, and an author may not approve it. Ask another person in "release". You may still reject it.',
      'an author of the change',
    ],
    [
      { type: 'forbidden', part: 'starter', names: ['release'] },
      'You started this execution, and the person who started it may not approve it. Ask another person in "release". You may still reject it.',
      'started the execution',
    ],
    [{ type: 'unknown', because: 'No U.S. name.' }, 'No U.S. name.', 'No U.S. name'],
    [
      { type: 'short', has: 0, needs: 1 },
      'A comment of at least 1 character is required; yours has 0. Vote again with a longer comment.',
      'the comment has 0 of 1 character',
    ],
    [
      { type: 'short', has: 1, needs: 9 },
      'A comment of at least 9 characters is required; yours has 1. Vote again with a longer comment.',
      'the comment has 1 of 9 characters',
    ],
    [
      { type: 'old', validFor: 90 * MINUTE },
      'A vote counts for 1 h 30 min, and yours is older. Vote again.',
      'older than 1 h 30 min',
    ],
  ])('has a reason for its voter and one for all: %j', (refusal, toVoter, toAll) => {
    expect(refusalMessage(refusal)).toBe(toVoter);
    expect(shortReason(refusal)).toBe(toAll);
    expect(voteRefused(vote, refusal)).toBe(`The vote of Ann does not count: ${toAll}.`);
  });

  it('may count later', () => {
    const lookUps = ['the Slack user of ed@example.com', 'the members of S0A'];
    const text = 'Signalbox is looking up the Slack user of ed@example.com and the members of S0A';
    expect(notYet(lookUps)).toBe(`not yet: ${text}`);
    expect(voteWaits(vote, lookUps)).toBe(`The vote of Ann does not count yet: ${text}.`);
  });
});

it('a vote that counts names its person and what it is for', () => {
  expect(voteCounts(vote, ['release', 'leads'])).toBe('Ann ("release" or "leads") approved it.');
  expect(voteCounts({ ...vote, decision: 'reject' }, ['release'])).toBe('Ann rejected it.');
});

it('a voter is named by their name, their id, or as a machine', () => {
  const names = [vote, { ...vote, name: undefined }, { ...vote, user: 'machine:tests', name: undefined }].map(nameOf);
  expect(names).toEqual(['Ann', 'U0ANN', 'tests (machine)']);
});
