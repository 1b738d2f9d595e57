import { expect, it } from 'vitest';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';
import { coming } from '../../../lib/policy/freeze/windows.ts';

const NOW = Date.UTC(2026, 10, 22, 10);

function windows(freeze: string, most = 9, tz = 'UTC') {
  const parsed = parsePolicy(
    `version: 1\nroutes: [{ scope: all, channel: C0ALL }]\nfreezes: [{ id: f, kind: deny, scope: all, tz: ${tz}, ${freeze} }]\n`,
  );
  const [first] = parsed.ok ? parsed.policy.freezes : [];
  if (!parsed.ok || !first) throw new Error('The policy is wrong');
  return coming(parsed.policy, first, NOW, most).map(({ start, end }) =>
    [start, end].map((at) => new Date(at).toISOString().slice(0, 13)),
  );
}

it('the windows of a freeze begin with the current one, up to the given number', () => {
  const nightly = 'every: { cron: "0 9 * * *", duration: 2h }';
  expect(windows(nightly, 2)).toEqual([
    ['2026-11-22T09', '2026-11-22T11'],
    ['2026-11-23T09', '2026-11-23T11'],
  ]);
  expect(windows(nightly, 0)).toEqual([]);
  expect(windows('once: { from: 2026-11-22T10:00, until: 2026-11-22T12:00 }')).toEqual([
    ['2026-11-22T10', '2026-11-22T12'],
  ]);
  expect(windows('once: { from: 2026-11-22T08:00, until: 2026-11-22T10:00 }')).toEqual([]);
});

it('a window that the clock skips does not come', () => {
  const skipped = 'once: { from: 2027-03-28T02:10, until: 2027-03-28T02:50 }';
  expect(windows(skipped, 9, 'Europe/Berlin')).toEqual([]);
  expect(windows(skipped)).toEqual([['2027-03-28T02', '2027-03-28T02']]);
});

it('only AWS knows the windows of an SSM calendar', () => {
  const arn = 'arn:aws:ssm:eu-central-1:111122223333:document/audit';
  expect(windows(`ssmCalendar: ["${arn}"]`)).toEqual([]);
});
