import { expect, it } from 'vitest';
import type { RouteMatch } from '../../../lib/core/model/policy-port.ts';
import { channelsOf, hears, mentionsFor } from '../../../lib/core/notify/channels.ts';
import type { MilestoneType } from '../../../lib/core/notify/milestones.ts';

const route = (type: MilestoneType, stages: string[], more: Partial<RouteMatch> = {}): RouteMatch => ({
  decision: { rule: 'routes.0', outcome: 'allow', because: '' },
  milestones: [{ type, key: type, stages }],
  topics: [],
  notify: 'every',
  mention: [],
  ...more,
});

it('a channel has one message for all of its routes, and keeps it without a route', () => {
  const [a, b, none] = [
    route('failed', [], { channel: 'C0A' }),
    route('started', [], { channel: 'C0A' }),
    route('failed', []),
  ];
  const message = { channel: 'C0OLD', ts: '1' };
  const outbox = {
    'show:old': { message, channel: 'old' },
    'show:C0A': { message, channel: 'C0A' },
    'reply:x': { message },
    'show:failed': { channel: 'C0NEVER' },
  };
  expect(channelsOf([a, b, none] as RouteMatch[], outbox)).toEqual([
    { channel: 'C0A', routes: [a, b] },
    { channel: 'old', routes: [] },
  ]);
});

it('a route matches a milestone of its type and stage', () => {
  const one = route('failed', ['Build']);
  expect([
    hears(one, 'failed'),
    hears(one, 'failed', 'Build'),
    hears(one, 'failed', 'Test'),
    hears(one, 'started'),
  ]).toEqual([true, true, false, false]);
});

it('a milestone mentions its own people and those of its routes; a route with a call mentions only the call', () => {
  const routes = [
    route('failed', [], { mention: ['U0A', 'U0B'] }),
    route('failed', [], { mention: ['U0B'], call: ['U0C'] }),
    route('started', [], { mention: ['U0D'] }),
  ];
  expect(mentionsFor(routes, 'failed', ['U0E'])).toEqual(['U0A', 'U0B', 'U0E', 'U0C']);
  expect(mentionsFor(routes, 'failed')).toEqual(['U0A', 'U0B', 'U0C']);
  expect(mentionsFor(routes, 'approval', ['U0E'])).toEqual([]);
});
