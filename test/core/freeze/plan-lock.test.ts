import { describe, expect, it } from 'vitest';
import { KNOWN_FOR } from '../../../lib/core/base/timing.ts';
import { type Execution, type Fact, factId } from '../../../lib/core/execution/facts.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import type { Lock } from '../../../lib/core/freeze/lock.ts';
import { planLock } from '../../../lib/core/freeze/plan-lock.ts';
import type { Intent } from '../../../lib/core/model/intent.ts';
import type { Outbox } from '../../../lib/core/model/outbox.ts';
import type { PolicyPort } from '../../../lib/core/model/policy-port.ts';

/** The reports of one execution about a lock of Prod, or of Test and Prod, from the facts of its stages. */

const FROM = 100_000;
const ref = { account: '1', region: 'eu', pipeline: 'shop', executionId: '0123456789ab' };
const names = ['Source', 'Test', 'Prod'];
const lock: Lock = { id: 'l', by: 'U0ANN', from: FROM, until: FROM + 3_600_000, stages: ['Prod'] };
const looked: Outbox = { 'recount:lock': { doneAt: 1 }, 'identify:lock': { doneAt: 1 } };

interface Case {
  /** States of the stages in order; those without one are still to come. */
  stages: string[];
  state?: string;
  isOwner?: boolean;
  locked?: string[];
  at?: number;
  outbox?: Outbox;
  mode?: string;
  locks?: Lock[];
  more?: Partial<Omit<Execution, 'ref' | 'facts'>>;
  facts?: Fact[];
  owner?: PolicyPort['owner'];
}

function planned({
  stages,
  state = 'STARTED',
  isOwner = false,
  locked = ['Prod'],
  at = FROM,
  outbox = looked,
  mode,
  locks = [lock],
  more,
  facts: others = [],
  owner,
}: Case) {
  const facts = [
    ...others,
    { type: 'pipeline', state, at: at + 9_000 },
    ...stages.map((one, index) => ({ type: 'stage', stage: names[index], state: one, at: at + index * 1_000 })),
  ] as Fact[];
  const execution: Execution = {
    ref,
    about: { stages: names, ...(mode && { mode }), authors: [1, [[{ name: 'Bob', email: 'bob@example.com' }]]] },
    facts: Object.fromEntries(facts.map((fact) => [factId(fact), fact])),
    ...more,
  };
  const rules = {
    locks: ({ stage = '' }) => (locked.includes(stage) ? locks.map((one) => ({ ...one, stages: locked })) : []),
    owner: owner ?? (() => ({ isOwner, lookUp: { groups: [], emails: isOwner ? [] : ['bob@example.com'] } })),
  } as unknown as PolicyPort;
  return planLock({ execution, summary: summarize(execution), rules, outbox, now: FROM + 10_000 }, ['C0OPS']);
}
const keys = (intents: Intent[]) =>
  intents.map(({ key }) => key).filter((key) => !/^(?:recount|identify):lock$/.test(key));
const news = (intents: Intent[]) => intents.flatMap(({ effect }) => (effect.type === 'tellLock' ? effect.news : []));
const before = ['SUCCEEDED', 'SUCCEEDED'];

describe('an execution and a lock', () => {
  it('reports to the pipeline where it waits, the locks of its owner, and its short name', () => {
    expect(news(planned({ stages: before }))).toEqual([
      { type: 'waiter', stage: 'Prod', waits: true, owns: [], what: '01234567 (Bob)' },
    ]);
    expect(news(planned({ stages: before, isOwner: true }))).toMatchObject([{ waits: true, owns: ['l'] }]);
  });

  it.each<[string, Case, boolean[]]>([
    ['is in the stage', { stages: [...before, 'STARTED'] }, [false]],
    ['has left the stage', { stages: [...before, 'SUCCEEDED'], state: 'SUCCEEDED' }, [false]],
    ['was superseded in front of it', { stages: before, state: 'SUPERSEDED' }, [false]],
    [
      'was stopped after a report that it waits',
      { stages: before, state: 'STOPPED', outbox: { ...looked, 'waiter:Prod': {} } },
      [false],
    ],
  ])('reports the end of waiting when it %s', (_, given, waits) => {
    expect(news(planned(given)).map((one) => one.type === 'waiter' && one.waits)).toEqual(waits);
  });

  it.each<[string, Case]>([
    ['has not reached the stage', { stages: ['SUCCEEDED', 'STARTED'] }],
    ['was stopped in front of it', { stages: before, state: 'STOPPED' }],
    ['was superseded before it reached the stage', { stages: ['SUCCEEDED', 'FAILED'], state: 'SUPERSEDED' }],
    ['meets no lock', { stages: before, locked: [] }],
    ['meets a lock only at the first stage', { stages: ['STARTED'], locked: ['Source'] }],
    ['runs in PARALLEL mode', { stages: before, mode: 'PARALLEL' }],
  ])('reports nothing if it %s', (_, given) => {
    expect(planned(given)).toEqual([]);
  });

  it('looks up people before any report, unless it certainly belongs to the owner', () => {
    const first = planned({ stages: before, outbox: {} });
    expect(first.map(({ key }) => key)).toEqual(['recount:lock', 'identify:lock']);
    expect(first[1]?.effect).toMatchObject({ type: 'identify', emails: ['bob@example.com'], groups: [] });
    expect(keys(planned({ stages: before, outbox: { ...looked, 'identify:lock': {} } }))).toEqual([]);
    expect(keys(planned({ stages: before, outbox: { ...looked, 'identify:lock': { tries: 1 } } }))).toEqual([
      'waiter:Prod',
    ]);
    expect(keys(planned({ stages: before, outbox: {}, isOwner: true }))).toEqual(['waiter:Prod']);
  });

  it('looks up people once more if they were looked up long before the first of its locks', () => {
    const locks = [
      { ...lock, from: FROM + 3_600_000 },
      { ...lock, id: 'm' },
    ];
    const asks = (asOf: number) => {
      const more: Case['more'] = {
        about: { stages: names },
        known: { emails: { 'bob@example.com': [asOf, { user: 'U0BOB' }] } },
      };
      return planned({ stages: before, locks, more }).some(({ key }) => key === 'identify:lock');
    };
    expect([asks(FROM - KNOWN_FOR), asks(FROM - KNOWN_FOR - 1)]).toEqual([false, true]);
  });

  it('belongs to the people for whom it was released or rolled back, and not to those of a retry', () => {
    const asked: unknown[] = [];
    const owner: PolicyPort['owner'] = ({ user, sources, startedFor }) => {
      asked.push([user, sources, startedFor]);
      return { isOwner: false, lookUp: { groups: [], emails: [] } };
    };
    const startedFor: Execution['about']['startedFor'] = {
      a: [1, { act: 'release', user: 'U0ANN' }],
      b: [2, { act: 'retry', user: 'U0RAVI' }],
      c: [3, { act: 'rollback', user: 'U0LEE' }],
    };
    planned({ stages: before, owner, more: { about: { stages: names, startedFor } } });
    planned({ stages: before, owner });
    expect(asked).toEqual([
      ['U0ANN', [], ['U0ANN', 'U0LEE']],
      ['U0ANN', [[{ name: 'Bob', email: 'bob@example.com' }]], []],
    ]);
  });

  it('has the locks of its owner in one order, and a short name', () => {
    const locks = [{ ...lock, id: 'm' }, lock];
    const of = (about: Execution['about']) => {
      const intents = planned({ stages: before, isOwner: true, locks, more: { about: { stages: names, ...about } } });
      return intents.flatMap(({ kind, effect }) =>
        effect.type === 'tellLock' && effect.news.type === 'waiter' ? [[kind, effect.news.owns, effect.news.what]] : [],
      );
    };
    expect(of({ authors: [1, []] })).toEqual([['level', ['l', 'm'], '01234567']]);
    expect(of({ authors: [1, [[]]] })).toEqual([['level', ['l', 'm'], '01234567']]);
    expect(of({})).toEqual([['level', ['l', 'm'], '01234567']]);
    const sources = { App: { revision: `v${'1'.repeat(30)}`, author: 'Jo' } };
    expect(of({ sources })).toEqual([['level', ['l', 'm'], `v${'1'.repeat(19)} (Jo)`]]);
  });
});

describe('the owner’s execution ends the lock', () => {
  const through = (more: Partial<Case>) =>
    keys(planned({ stages: [...before, 'SUCCEEDED'], isOwner: true, ...more })).filter((key) =>
      key.startsWith('unlock'),
    );

  it.each<[string, Partial<Case>, string[]]>([
    ['when it succeeded in the stage', {}, ['unlock:l']],
    ['when it succeeded in every locked stage', { locked: ['Test', 'Prod'] }, ['unlock:l']],
    ['not before', { stages: [...before, 'STARTED'] }, []],
    [
      'not by a success of one action of the stage',
      {
        stages: [...before, 'STARTED'],
        facts: [{ type: 'action', stage: 'Prod', action: 'roll', state: 'SUCCEEDED', at: FROM + 5_000 }],
      },
      [],
    ],
    ['not by a success in one stage of two', { stages: before, locked: ['Test', 'Prod'] }, []],
    ['not by a success before the lock', { at: FROM - 2_001 }, []],
    ['by a success at the start of the lock', { at: FROM - 2_000 }, ['unlock:l']],
    ['not if it belongs to another person', { isOwner: false }, []],
  ])('%s', (_, more, expected) => {
    expect(through(more)).toEqual(expected);
  });

  it('once', () => {
    expect(planned({ stages: [...before, 'SUCCEEDED'], isOwner: true })).toContainEqual(
      expect.objectContaining({ key: 'unlock:l', kind: 'once' }),
    );
  });
});

describe('the owner is informed that a newer execution superseded theirs', () => {
  const announcements = (more: Partial<Case>) =>
    planned({ stages: before, state: 'SUPERSEDED', isOwner: true, ...more }).flatMap(({ key, effect }) =>
      effect.type === 'announce' ? [[key, effect.channel, effect.text.slice(0, 48)]] : [],
    );
  const once = [['superseded:l:C0OPS', 'C0OPS', '<@U0ANN> A newer execution superseded yours befo']];

  it.each<[string, Partial<Case>, string[][]]>([
    ['in front of the stage', {}, once],
    ['but not of an execution that still runs', { state: 'STARTED' }, []],
    ['but not if a person stopped it there', { state: 'STOPPED', outbox: { ...looked, 'waiter:Prod': {} } }, []],
    [
      'but not in front of another stage',
      { stages: ['SUCCEEDED'], locked: ['Prod'], outbox: { ...looked, 'waiter:Prod': {} } },
      [],
    ],
    ['but not after its success in the stage', { stages: [...before, 'SUCCEEDED'] }, []],
    ['but not if it happened before the lock', { at: FROM - 9_001 }, []],
    ['also if it happened at the start of the lock', { at: FROM - 9_000 }, once],
  ])('%s', (_, more, expected) => {
    expect(announcements(more)).toEqual(expected);
  });
});
