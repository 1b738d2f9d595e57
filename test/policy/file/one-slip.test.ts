import { expect, it } from 'vitest';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';

function problems(yaml: string): string[] {
  const parsed = parsePolicy(`version: 1\nroutes: [{ scope: all, channel: C0ALL }]\n${yaml}\n`);
  return parsed.ok ? [] : parsed.problems.map(({ key, message }) => `${key}: ${message}`);
}

const freeze = (times: string) => `freezes: [{ id: f, kind: deny, scope: all, tz: UTC, ${times} }]`;
const local = 'expected a local time YYYY-MM-DDTHH:MM without an offset; tz is its time zone';
const cron = 'every: { cron: "0 22 * * *", duration: 1h }';

it.each([
  [freeze('once: { from: 24.12.2026, until: 2026-12-27T00:00 }'), `freezes.0.once.from: ${local}`],
  [freeze('once: { from: 2026-12-27T00:00, until: 24.12.2026 }'), `freezes.0.once.until: ${local}`],
  [
    freeze('once: { from: 2026-12-24T00:00, until: 2026-02-30T00:00 }'),
    'freezes.0.once.until: this day does not exist',
  ],
  [freeze(`${cron}, except: [25.12.2026]`), 'freezes.0.except.0: expected a day YYYY-MM-DD, or days FIRST/LAST'],
  [freeze(`${cron}, except: [2026-12-32/2026-12-01]`), 'freezes.0.except.0: this day does not exist'],
  [
    'accounts: [{ id: "111122223333", role: spoke, externalId: secret }]',
    'accounts.0.role: expected the ARN of a role, arn:aws:iam::ACCOUNT:role/NAME',
  ],
  [
    'accounts: [{ id: "1111", role: "arn:aws:iam::111122223333:role/spoke", externalId: secret }]',
    'accounts.0.id: expected the 12 digits of an account in quotes; a number without quotes loses leading zeros',
  ],
])('a value with the wrong form is one error, without follow-up errors: %s', (yaml, answer) => {
  expect(problems(yaml)).toEqual([answer]);
});
