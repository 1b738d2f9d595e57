import { expect, it } from 'vitest';
import { filesOf } from '../../../lib/policy/calendar/calendar-files.ts';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';

function policyOf(yaml: string) {
  const parsed = parsePolicy(yaml, {
    'days.ics':
      'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20261224\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n',
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed;
}

const shared = `version: 1
x-route: &route { scope: all, on: [failed] }
x-freeze: &freeze { kind: deny, scope: all, tz: UTC, ics: days.ics }
`;

it('merges anchors of x- blocks into rules, where own keys win', () => {
  const { policy } = policyOf(`${shared}
routes:
  - { <<: *route, channel: C0ONE }
  - { <<: [*route], channel: C0TWO, on: [succeeded] }
`);
  expect(policy.routes).toEqual([
    { scope: 'all', on: ['failed'], channel: 'C0ONE' },
    { scope: 'all', on: ['succeeded'], channel: 'C0TWO' },
  ]);
  expect(Object.keys(policy).filter((key) => key.startsWith('x-'))).toEqual([]);
});

it('finds the calendar file of a merged freeze', () => {
  const yaml = `${shared}
routes: [{ <<: *route, channel: C0ONE }]
freezes: [{ <<: *freeze, id: days }]
`;
  expect(filesOf(yaml)).toEqual(['days.ics']);
  expect(policyOf(yaml).policy.freezes[0]).toMatchObject({ id: 'days', ics: 'days.ics' });
});

it('finds the line and column of a merged value', () => {
  const { placeOf } = policyOf(`${shared}routes: [{ <<: *route, channel: C0ONE }]`);
  expect(placeOf(['routes', 0, 'on', 0])).toEqual({ line: 2, column: 36 });
  expect(placeOf(['routes', 0, 'channel'])).toEqual({ line: 4, column: 24 });
  expect(placeOf(['routes', 0, 'none'])).toEqual({ line: 4, column: 10 });
});

it('treats << in quotes as an ordinary key', () => {
  const parsed = parsePolicy('version: 1\nroutes: [{ scope: all, channel: C0ONE, "<<": x }]');
  expect(parsed).toMatchObject({ ok: false, problems: [{ key: 'routes.0.<<' }] });
});
