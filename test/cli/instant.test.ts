import { expect, it } from 'vitest';
import { exactly, since } from '../../lib/cli/question/instant.ts';

it.each([
  ['2026-12-24 18:00', 'Between day and time stands a T, not a blank. For example: 2026-12-24T18:00'],
  ['2026-12-24T18:00+0100', 'The offset has a colon. For example: 2026-12-24T18:00+01:00'],
  ['2026-12-24T18:00+01', 'The offset has its minutes, after a colon. For example: 2026-12-24T18:00+01:00'],
  ['2026-12-24T18', 'The time has its minutes. For example: 2026-12-24T18:00'],
  ['2026-12-24T18Z', 'The time has its minutes. For example: 2026-12-24T18:00Z'],
  ['2026-12-24t18:00z', 'The Z is a capital. For example: 2026-12-24T18:00Z'],
  ['2026-12-24 18 +0100', 'For example: 2026-12-24T18:00+01:00'],
  ['2026-02-30', 'There is no day 2026-02-30.'],
  ['2026-02-30T10:00Z', 'There is no day 2026-02-30.'],
  ['2026-12-24T25:00', 'There is no time 25:00.'],
  ['soon', 'must be a time such as 2026-11-22 or 2026-11-22T10:31Z.'],
])('the time %s is refused with the reason', (text, message) => {
  expect(() => exactly('--at', text, 'UTC')).toThrow(message);
  expect(() => since('--since', text, 0)).toThrow(message.replace('must be', 'or'));
  const right = /For example: (\S+)/.exec(message)?.[1];
  if (right) expect(exactly('--at', right, 'UTC')).toBeGreaterThan(0);
});

it('a question does not accept an age, because it may be in the past or the future', () => {
  expect(() => exactly('--at', '4h', 'UTC')).toThrow('"4h" may be in the past or the future: write the time itself.');
  expect(since('--since', '4h', 4 * 3_600_000)).toBe(0);
  expect(exactly('--at', '1970-01-02', 'UTC')).toBe(86_400_000);
});
