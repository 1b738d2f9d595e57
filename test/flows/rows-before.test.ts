import { readFileSync } from 'node:fs';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { worldOf } from '../../lib/cli/world.ts';
import type { StatusSnapshot } from '../../lib/core/command/shared-state.ts';
import { type ExecutionKey, partialExecution, refOfKey } from '../../lib/core/execution/facts.ts';
import { type PipelineKey, refOfPipeline } from '../../lib/core/freeze/transitions.ts';
import type { Effect } from '../../lib/core/model/effect.ts';
import { type Input, outcome } from '../../lib/core/model/input.ts';
import type { Row } from '../../lib/core/model/row.ts';
import { BOARD, type SubjectKey } from '../../lib/core/model/subject.ts';
import { createApplyCommand } from '../../lib/effects/apply-command.ts';
import { groupBySubject } from '../../lib/inbox/group-by-subject.ts';
import { fromItem } from '../../lib/store/dynamo.ts';
import { createMemoryStore } from '../../lib/store/memory.ts';
import type { Store } from '../../lib/store/store.ts';
import { currentRules } from '../../lib/worker/current-policy.ts';
import { reconcile } from '../../lib/worker/reconcile.ts';
import { ofBoard } from '../kit/rules.ts';

/** Executions that an earlier version started and this version continues: its items in DynamoDB at three instants,
 *  the queue's messages, and the outbox keys at its own end. Recorded from that version's lab. */

interface Recording {
  policy: string;
  messages: { at: number; body: string }[];
  moments: Record<
    string,
    { at: number; until: number; items: Record<string, { S?: string; N?: string; B?: string }>[] }
  >;
  /** Outbox keys by subject. */
  end: Record<string, string[]>;
  people: { groups: Record<string, { members: string[] }>; emails: Record<string, { user: string }> };
}
const recording: Recording = JSON.parse(readFileSync('test/fixtures/rows-before.json', 'utf8'));

/** Milliseconds until the recorded end is complete: a failure is read once more after five minutes. */
const SETTLING = 330_000;

type Performed = Exclude<Effect, { type: 'wake' }>;

function rowsAt(moment: string): Row[] {
  const items = (recording.moments[moment]?.items ?? []).filter(({ sk }) => sk?.S === 'state');
  return items.map((item) => {
    const attributes = Object.entries(item).map(([name, { B, ...rest }]) => [
      name,
      B === undefined ? rest : { B: Buffer.from(B, 'base64') },
    ]);
    return fromItem(Object.fromEntries(attributes) as Record<string, AttributeValue>);
  });
}

/** A store with the rows of another worker. */
function storeOf(rows: Row[]): Store {
  const store = createMemoryStore();
  const before = new Map<SubjectKey, Row>(rows.map((row) => [row.key, row]));
  return {
    ...store,
    load: async (key) => (await store.load(key)) ?? before.get(key),
    async save(row, now) {
      const first = before.get(row.key);
      if (first === undefined) return store.save(row, now);
      if (first.version !== row.version) return undefined;
      before.delete(row.key);
      return store.save({ ...row, version: 0 }, now);
    },
    async due(now, limit) {
      const old = [...before.values()].flatMap(({ key, dueAt }) =>
        dueAt !== undefined && dueAt <= now ? [{ key, dueAt }] : [],
      );
      return [...old, ...(await store.due(now, limit))];
    },
  };
}

/** Continues from a moment with the messages that followed, the last ten seconds of messages once more before them. */
async function continued(moment: string) {
  const { at, until } = recording.moments[moment] ?? { at: 0, until: 0 };
  const store = storeOf(rowsAt(moment));
  const performed: { subject: SubjectKey; effect: Performed }[] = [];
  let now = at;
  let ids = 0;
  const rules = currentRules(
    store,
    (board) => ofBoard(recording.policy, board),
    () => now,
  );

  async function found(subject: SubjectKey, effect: Performed): Promise<Input[]> {
    const people = {
      groups: Object.fromEntries(
        Object.entries(recording.people.groups).map(([id, members]) => [
          id,
          [now, members] as [number, typeof members],
        ]),
      ),
      emails: Object.fromEntries(
        Object.entries(recording.people.emails).map(([id, user]) => [id, [now, user] as [number, typeof user]]),
      ),
    };
    switch (effect.type) {
      case 'identify':
        return effect.execution
          ? [{ type: 'seen', execution: partialExecution(effect.execution, { known: people }) }]
          : [{ type: 'ordered', board: { known: people } }];
      case 'refreshApproval': {
        // AWS gives the same answer as before: no newer execution waits.
        const { requests = {} } = (await store.load(subject))?.execution?.approvals ?? {};
        const read = Object.entries(requests).map(([run, [, request]]) => [run, [now, request]]);
        return [
          {
            type: 'seen',
            execution: partialExecution(effect.execution, { approvals: { requests: Object.fromEntries(read) } }),
          },
        ];
      }
      case 'answer': {
        const { decision, by, summary, policy, run } = effect;
        const answers = { [run]: [now, { decision, by, summary, policy }] as [number, typeof effect] };
        return [{ type: 'seen', execution: partialExecution(effect.execution, { approvals: { answers } }) }];
      }
      case 'refreshStatus':
        return [{ type: 'ordered', board: { sights: { [effect.id]: [now, statusOf(effect.pipelines)] } } }];
      case 'transition': {
        const ref = refOfPipeline(subject as PipelineKey);
        const gate = {
          stage: effect.stage,
          open: effect.want === 'open',
          changedBy: 'us',
          changedAt: now,
          waiting: [],
        };
        return [
          {
            type: 'surveyed',
            gates: {
              ref,
              survey: [now, { gates: [gate] }],
              ours: { [effect.stage]: [now, { type: 'opened', by: 'us' }] },
            },
          },
        ];
      }
      default:
        return [];
    }
  }

  async function work(key: SubjectKey, inputs: Input[]): Promise<void> {
    const done = async (effect: Performed): Promise<Input[]> => {
      performed.push({ subject: key, effect });
      const posts = effect.type === 'show' || effect.type === 'reply' || effect.type === 'announce';
      const message = posts ? { message: { channel: effect.channel, ts: `new ${performed.length}` } } : {};
      return [...(await found(key, effect)), outcome(effect, { done: true, digest: effect.digest, ...message })];
    };
    const world = worldOf(
      done,
      createApplyCommand(() => now),
    );
    await reconcile(key, inputs, { store, rules, world, now: () => now, id: () => `mine ${++ids}`, log: () => {} });
  }

  async function pass(to: number): Promise<void> {
    for (let turn = 0; turn < 200; turn++) {
      const due = (await store.due(to, 50)).sort((a, b) => a.dueAt - b.dueAt)[0];
      if (!due) break;
      now = Math.max(now, due.dueAt);
      await work(due.key, [{ type: 'tick' }]);
    }
    now = Math.max(now, to);
  }

  const subjects = new Set<SubjectKey>(rowsAt(moment).map(({ key }) => key));
  for (const message of recording.messages.filter((one) => one.at > at - 10_000 && one.at < until)) {
    await pass(message.at);
    for (const { key, inputs } of groupBySubject([{ messageId: '1', body: message.body }]).subjects) {
      if (subjects.has(key)) await work(key, inputs);
    }
    // The shared state opens and closes transitions.
    now += 3_000;
    for (const key of subjects) if (key.startsWith('pipeline#')) await work(key, [{ type: 'tick' }]);
  }
  await pass(until + SETTLING);
  const rows = new Map<string, Row>();
  for (const key of subjects) {
    const row = await store.load(key);
    if (row) rows.set(nameOf(key), row);
  }
  return { before: new Map(rowsAt(moment).map((row) => [nameOf(row.key), row])), rows, performed };
}

/** `board`, or the pipeline's name. */
function nameOf(key: SubjectKey): string {
  return key.split('#')[3] ?? key;
}

function statusOf(pipelines: string[]): StatusSnapshot {
  const key = Object.keys(recording.end).find((one) => one.includes(`#${pipelines[0]}#`)) as ExecutionKey;
  const { executionId, ...ref } = refOfKey(key);
  const stages = [{ name: 'Deploy', status: 'Failed', executionId, waiting: 0 }];
  return { pipelines: [{ ref, stages, running: [] }], more: 0 };
}

function keysOf(performed: { subject: SubjectKey; effect: Performed }[], type: Performed['type']): string[] {
  return performed.flatMap(({ subject, effect }) => (effect.type === type ? [`${nameOf(subject)} ${effect.key}`] : []));
}

describe('rows of an earlier version with four waiting or failed executions', async () => {
  const { before, rows, performed } = await continued('waiting');

  it('keep their messages: every update edits the existing one', () => {
    const shown = performed.flatMap(({ subject, effect }) => (effect.type === 'show' ? [{ subject, effect }] : []));
    expect(shown.length).toBeGreaterThan(3);
    for (const { subject, effect } of shown) {
      expect(effect.message).toEqual(before.get(nameOf(subject))?.ledger[effect.key]?.message);
      expect(effect.message?.ts).toMatch(/^\d+\.\d+$/);
    }
  });

  it('have their approvals answered once, by the votes in the queue', () => {
    const answers = performed.flatMap(({ subject, effect }) =>
      effect.type === 'answer' ? [[nameOf(subject), effect.decision, effect.by]] : [],
    );
    expect(answers).toEqual([
      ['vouchers', 'approve', ['U0ANN']],
      ['pair-ledger', 'approve', ['U0ANN', 'U0RAVI']],
    ]);
  });

  it('have each reply once, and only edit the earlier ones', () => {
    const isDone = (name: string) => before.get(name)?.ledger['reply:C0DEPLOYS:failed@1']?.doneAt !== undefined;
    const doneBefore = ['lanterns', 'storefront'].filter(isDone).map((name) => `${name} reply:C0DEPLOYS:failed@1`);
    expect(doneBefore).not.toEqual([]);
    const isPosted = ({ effect }: (typeof performed)[number]) => effect.type === 'reply' && !effect.posted;
    const replies = keysOf(performed.filter(isPosted), 'reply');
    expect(replies.filter((key) => doneBefore.includes(key))).toEqual([]);
    expect(new Set(replies).size).toBe(replies.length);
    const edited = performed.flatMap(({ subject, effect }) =>
      effect.type === 'reply' && doneBefore.includes(`${nameOf(subject)} ${effect.key}`) ? [{ subject, effect }] : [],
    );
    expect(edited).not.toEqual([]);
    for (const { subject, effect } of edited) {
      expect(effect.posted).toEqual(before.get(nameOf(subject))?.ledger[effect.key]?.message);
    }
  });

  it('run the pressed retry once, only for the authorized person', () => {
    const operated = performed.flatMap(({ effect }) => (effect.type === 'operate' ? [[effect.what, effect.user]] : []));
    expect(operated).toEqual([['retry', 'U0ANN']]);
  });

  it.each([
    { name: 'vouchers', added: ['record:deployed:Production', 'record:deployed:Staging'] },
    // The clock is ahead of the events here, so a stage between two of its events is read.
    { name: 'pair-ledger', added: ['record:deployed:Production', 'recount'] },
    { name: 'lanterns', added: ['calls:end@2', 'record:deployed:Deploy', 'recount', 'reply:C0DEPLOYS:over:failed@1'] },
    { name: 'storefront', added: ['calls:made', 'reply:C0DEPLOYS:log:failed@1'] },
  ])('have the outbox keys of the earlier version and the keys that were added later: $name', ({ name, added }) => {
    const key = Object.keys(recording.end).find((one) => one.includes(`#${name}#`)) ?? '';
    const keys = [...(recording.end[key] ?? []), ...added];
    expect(Object.keys(rows.get(name)?.ledger ?? {}).sort()).toEqual(keys.sort());
  });
});

describe('rows of an earlier version with one of two required votes', async () => {
  const { before, rows, performed } = await continued('half approved');

  it('keep the vote, and the second vote approves', () => {
    const votes = Object.values(before.get('pair-ledger')?.execution?.approvals?.votes ?? {});
    expect(votes.flatMap((byUser) => Object.keys(byUser))).toEqual(['U0ANN']);
    const answers = performed.flatMap(({ subject, effect }) =>
      effect.type === 'answer' ? [[nameOf(subject), effect.by]] : [],
    );
    expect(answers).toEqual([['pair-ledger', ['U0ANN', 'U0RAVI']]]);
    expect(rows.get('pair-ledger')?.execution?.facts).toBeDefined();
  });
});

describe('rows of an earlier version during a freeze from Slack', async () => {
  const { before, performed } = await continued('frozen');

  it('have the transition that Signalbox closed opened once when the freeze ends', () => {
    expect(before.get(BOARD)?.board?.orders).toBeDefined();
    const moves = performed.flatMap(({ effect }) => (effect.type === 'transition' ? [effect] : []));
    expect(moves.map(({ stage, want, ours }) => [stage, want, ours?.type])).toEqual([['Deploy', 'open', 'closed']]);
  });

  it('have the end announced once, and the start not again', () => {
    expect(keysOf(performed, 'announce')).toHaveLength(1);
    expect(keysOf(performed, 'applyCommand')).toHaveLength(0);
  });
});
