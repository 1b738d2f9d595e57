import { describe, expect, it } from 'vitest';
import type { CommandRequest, CommandResult, SharedState } from '../../../lib/core/command/shared-state.ts';
import { planSharedEvents } from '../../../lib/core/events/plan-shared-events.ts';
import type { Outbox } from '../../../lib/core/model/outbox.ts';
import type { FreezeEdge } from '../../../lib/core/model/policy-port.ts';

const NOW = Date.UTC(2026, 10, 22, 10);
const DAY = 86_400_000;
const place = {
  account: '123456789012',
  region: 'eu-central-1',
  pipeline: 'shop-api',
  executionId: 'e1',
  stage: 'Prod',
};

function eventsOf(state: SharedState, edges: FreezeEdge[] = [], outbox: Outbox = {}) {
  return planSharedEvents('bus', state, edges, outbox, NOW).flatMap(({ effect, ...intent }) =>
    effect.type === 'putEvent' ? [{ ...intent, bus: effect.bus, ...effect.event }] : [],
  );
}

describe('the edge of a freeze', () => {
  const edge: FreezeEdge = {
    id: 'w1',
    edge: 'start',
    at: NOW - 1,
    freeze: 'weekend',
    kind: 'deny',
    scope: [{ pipelines: ['*-prod'] }],
  };

  it('is an event from its instant on, with its end, its reason and its person', () => {
    const by = { id: 'U0ANN', name: 'ann' };
    const more = { scope: [{ pipelines: ['*-prod'], stages: ['Prod'] }], until: NOW + DAY, reason: 'load test', by };
    expect(eventsOf({}, [{ ...edge, ...more }])).toMatchObject([
      {
        key: expect.stringMatching(/^event-[^:]+$/),
        kind: 'once',
        bus: 'bus',
        from: NOW - 1,
        type: 'Signalbox Freeze Started',
        id: 'freeze/w1',
        at: NOW - 1,
        detail: {
          pipelines: ['*-prod'],
          stages: ['Prod'],
          freeze: 'weekend',
          kind: 'deny',
          reason: 'load test',
          by,
          until: '2026-11-23T10:00:00.000Z',
        },
      },
    ]);
  });

  it('is an event when it ends, with the person who ended it early', () => {
    expect(eventsOf({}, [{ ...edge, edge: 'end', endedBy: 'Ravi' }])).toMatchObject([
      { type: 'Signalbox Freeze Ended', id: 'freeze/w1', detail: { freeze: 'weekend', endedBy: 'Ravi' } },
    ]);
    expect(eventsOf({}, [edge])[0]?.key).not.toBe(eventsOf({}, [{ ...edge, id: 'w2' }])[0]?.key);
  });

  it('is put once, and not a day late', () => {
    const [{ key } = { key: '' }] = eventsOf({}, [edge]);
    expect(eventsOf({}, [edge], { [key]: { doneAt: NOW } })).toEqual([]);
    expect(eventsOf({}, [{ ...edge, at: NOW - DAY }])).toEqual([]);
    expect(eventsOf({}, [{ ...edge, at: NOW - DAY + 1 }])).toHaveLength(1);
  });
});

describe('a command', () => {
  type GivenCommand = Partial<CommandRequest> & { command: CommandRequest['command'] };
  const result: CommandResult = {
    type: 'done',
    because: 'People in "release" may freeze this.',
    policy: 'v7',
    about: [],
  };

  function ruled(request: GivenCommand, more: Partial<CommandResult> = {}, state: SharedState = {}) {
    const asked = {
      c1: [NOW - 5, { user: 'U0ANN', name: 'ann', channel: 'C0OPS', ...request }] as [number, CommandRequest],
    };
    return eventsOf({ ...state, asked, ruled: { c1: [NOW, { ...result, ...more }] } });
  }

  it('becomes an event after its decision, with the person, the reason and the pipelines', () => {
    const command = {
      type: 'freeze',
      pipelines: ['a', 'b-*'],
      stages: ['Prod'],
      until: NOW + DAY,
      reason: 'audit',
    } as const;
    const [event, ...others] = ruled({ command: command as unknown as CommandRequest['command'] });
    expect(others).toEqual([]);
    expect(event).toMatchObject({ key: 'event:c1', type: 'Signalbox Order Given', id: 'order/c1', at: NOW, from: 0 });
    expect(event?.detail).toEqual({
      command: 'freeze',
      result: 'done',
      by: { id: 'U0ANN', name: 'ann' },
      pipelines: ['a', 'b-*'],
      stages: ['Prod'],
      until: '2026-11-23T10:00:00.000Z',
      comment: 'audit',
      reason: 'People in "release" may freeze this.',
      policy: 'v7',
    });
  });

  it('has its place if there is only one, and none if there are several', () => {
    const command = { type: 'retry', pipeline: 'shop-api' } as unknown as CommandRequest['command'];
    const about = ({ detail }: ReturnType<typeof ruled>[number]) => {
      const { account, region, pipeline, executionId, stages, result } = detail as Record<string, unknown>;
      return { account, region, pipeline, executionId, stages, result };
    };
    const nowhere = {
      account: undefined,
      region: undefined,
      pipeline: undefined,
      executionId: undefined,
      stages: undefined,
    };
    const { stage: _, ...where } = place;
    expect(ruled({ command }, { about: [place], type: 'refused' }).map(about)).toEqual([
      { ...where, stages: ['Prod'], result: 'refused' },
    ]);
    expect(ruled({ command }, { about: [place, place] }).map(about)).toEqual([{ ...nowhere, result: 'done' }]);
    expect(ruled({ command }, { about: [] }).map(about)).toEqual([{ ...nowhere, result: 'done' }]);
    const glob = { ...place, account: '', region: '', executionId: '' };
    expect(ruled({ command }, { about: [glob] }).map(about)).toEqual([{ ...nowhere, result: 'done' }]);
    expect(ruled({ command }, { about: [{ ...place, executionId: '', stage: '' }] }).map(about)).toEqual([
      { ...where, executionId: undefined, stages: undefined, result: 'done' },
    ]);
    const staged = { type: 'retry', pipeline: 'shop-api', stage: 'Test' } as unknown as CommandRequest['command'];
    expect(ruled({ command: staged }, { about: [] }).map(about)).toEqual([
      { ...nowhere, stages: ['Test'], result: 'done' },
    ]);
  });

  it('has the name lock if it creates a lock', () => {
    const command = { type: 'freeze', pipelines: ['a'], stages: ['Prod'], until: NOW, reason: 'r', lock: true };
    expect(ruled({ command: command as unknown as CommandRequest['command'] })[0]?.detail).toMatchObject({
      command: 'lock',
    });
  });

  it('is no event if it only asks or is only answered, nor if a lock ends without an order', () => {
    expect(ruled({ command: { type: 'windows', pipelines: ['*'] } })).toEqual([]);
    const thaw = { type: 'thaw', what: 'freeze-1' } as const;
    expect(ruled({ command: thaw }, { type: 'answered' })).toEqual([]);
    expect(ruled({ command: { ...thaw, after: 'e1' } })).toEqual([]);
    expect(ruled({ command: thaw })).toHaveLength(1);
  });

  it('is no event if only its result is known', () => {
    expect(eventsOf({ ruled: { c1: [NOW, result] } })).toEqual([]);
  });

  it('keeps its event unchanged until the event is put', () => {
    const first = { type: 'Signalbox Order Given', id: 'order/c1', at: 1, detail: { reason: 'first' } };
    const outbox = { 'event:c1': { event: first, because: 'why' } } as unknown as Outbox;
    const asked = {
      c1: [NOW, { user: 'U0ANN', channel: 'C', command: { type: 'thaw', what: 'x' } }],
    } as unknown as SharedState['asked'];
    expect(eventsOf({ asked, ruled: { c1: [NOW, result] } }, [], outbox)).toMatchObject([
      { key: 'event:c1', at: 1, because: 'why', detail: { reason: 'first' } },
    ]);
  });
});
