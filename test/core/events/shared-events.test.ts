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
  type Told = Partial<CommandRequest> & { command: CommandRequest['command'] };
  const result: CommandResult = { type: 'done', because: 'release may freeze this.', policy: 'v7', about: [] };

  function ruled(request: Told, more: Partial<CommandResult> = {}, state: SharedState = {}) {
    const asked = {
      c1: [NOW - 5, { user: 'U0ANN', name: 'ann', channel: 'C0OPS', ...request }] as [number, CommandRequest],
    };
    return eventsOf({ ...state, asked, ruled: { c1: [NOW, { ...result, ...more }] } });
  }

  it('that was decided is an event with its person, its reason and its pipelines', () => {
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
      reason: 'release may freeze this.',
      policy: 'v7',
    });
  });

  it('has the one place that it is about, and none of several', () => {
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

  it('a lock is called so', () => {
    const command = { type: 'freeze', pipelines: ['a'], stages: ['Prod'], until: NOW, reason: 'r', lock: true };
    expect(ruled({ command: command as unknown as CommandRequest['command'] })[0]?.detail).toMatchObject({
      command: 'lock',
    });
  });

  it('that asks, or was only answered, is none, nor is the end of a lock that no person ordered', () => {
    expect(ruled({ command: { type: 'windows', pipelines: ['*'] } })).toEqual([]);
    const thaw = { type: 'thaw', what: 'freeze-1' } as const;
    expect(ruled({ command: thaw }, { type: 'answered' })).toEqual([]);
    expect(ruled({ command: { ...thaw, after: 'e1' } })).toEqual([]);
    expect(ruled({ command: thaw })).toHaveLength(1);
  });

  it('of which only the result is known is none', () => {
    expect(eventsOf({ ruled: { c1: [NOW, result] } })).toEqual([]);
  });

  it('an event that was not put yet stays as it was decided', () => {
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
