import { expect, it } from 'vitest';
import { identify, notYetKnown } from '../../../lib/core/approval/look-up.ts';
import type { KnownPeople } from '../../../lib/core/approval/types.ts';
import { KNOWN_FOR } from '../../../lib/core/base/timing.ts';

const NOW = 100 * KNOWN_FOR;

it('unknown people are looked up, and known people after a while', () => {
  const asked = { groups: ['S0NEW', 'S0OLD', 'S0KNOWN'], emails: ['new@x', 'old@x', 'known@x'] };
  const [old, known] = [NOW - KNOWN_FOR - 1, NOW - KNOWN_FOR];
  const people: KnownPeople = {
    groups: { S0OLD: [old, { members: [] }], S0KNOWN: [known, { members: [] }] },
    emails: { 'old@x': [old, { user: 'U1' }], 'known@x': [known, { why: 'users_not_found' }] },
  };
  expect(notYetKnown(asked, people, NOW)).toEqual({ groups: ['S0NEW', 'S0OLD'], emails: ['new@x', 'old@x'] });
  expect(notYetKnown({ groups: ['S0KNOWN'], emails: ['known@x'] }, people, NOW)).toBeUndefined();
  expect(notYetKnown({ groups: [], emails: ['new@x'] }, undefined, NOW)).toEqual({ groups: [], emails: ['new@x'] });
  expect(notYetKnown({ groups: ['S0NEW'], emails: [] }, {}, NOW)).toEqual({ groups: ['S0NEW'], emails: [] });
});

it('a look-up is repeated until the people are known', () => {
  expect(identify('identify:r', { groups: ['S0A'], emails: [] }, 'They must be known.')).toEqual({
    key: 'identify:r',
    kind: 'again',
    effect: { type: 'identify', groups: ['S0A'], emails: [] },
    because: 'They must be known.',
    after: [],
    from: 0,
    giveUp: expect.any(Number),
  });
});
