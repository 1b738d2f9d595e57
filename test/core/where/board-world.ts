import { worldOf } from '../../../lib/cli/world.ts';
import { type PipelineKey, type PipelineRef, pipelineKey } from '../../../lib/core/freeze/transitions.ts';
import type { ShowBoard } from '../../../lib/core/model/effect.ts';
import { type Input, outcome } from '../../../lib/core/model/input.ts';
import type { Row } from '../../../lib/core/model/row.ts';
import type { BoardPipeline } from '../../../lib/core/where/board.ts';
import { boardKey } from '../../../lib/core/where/board.ts';
import { createRefreshBoard } from '../../../lib/effects/refresh-board.ts';
import { type Loop, reconcile } from '../../../lib/worker/reconcile.ts';
import { ofBoard } from '../../kit/rules.ts';
import { type Pass, passingStore } from '../passing-store.ts';

/** The row of one board, with the deployments in CodePipeline, and a Slack with one channel. */

export const POLICY = `
version: 1
scopes: { shops: { pipelines: ["shop-*"] } }
routes: [{ id: shops, scope: shops, on: [], channel: C0ALL, board: true }]
`;
const KEY = boardKey('C0ALL', 'shops');

export function createBoardWorld(start: number, pass: Pass = (go) => go()) {
  const { store, rows } = passingStore(pass);
  let claims = 0;
  const refOf = (pipeline: string): PipelineRef => ({ account: '123456789012', region: 'eu-central-1', pipeline });

  const there = {
    now: start,
    policy: POLICY,
    state: {} as Parameters<typeof ofBoard>[1],
    /** The revisions in the stages of each pipeline. */
    truth: new Map<string, Record<string, string>>(),
    lists: [] as number[],
    reads: [] as { at: number; pipelines: string[] }[],
    messages: [] as { key: string; text: string; edits: number; thread?: string }[],
    refuses: undefined as string | undefined,
    throttles: false,

    take: (inputs: Input[]): Promise<void> => reconcile(KEY, inputs, loop()),
    /** A deployment, and the message about it. */
    deploy(pipeline: string, stages: Record<string, string>): Promise<void> {
      there.truth.set(pipeline, stages);
      return there.receive(pipeline);
    },
    receive(pipeline: string, at?: number): Promise<void> {
      const instants = { [pipelineKey(refOf(pipeline))]: at ?? there.now } as Record<PipelineKey, number>;
      return there.take([{ type: 'deployed', where: { heard: instants } }]);
    },
    tick: (): Promise<void> => there.take([{ type: 'tick' }]),
    async until(instant: number): Promise<void> {
      for (let tick = 0; tick < 3_000 && (there.dueAt() ?? Number.POSITIVE_INFINITY) <= instant; tick++) {
        there.now = Math.max(there.now, there.dueAt() ?? 0);
        await there.tick();
      }
      there.now = instant;
    },
    dueAt: (): number | undefined => rows()[0]?.dueAt,
    row: (): Row | undefined => rows()[0],
    shown: (): string => there.messages.filter(({ thread }) => !thread).at(-1)?.text ?? '',
  };

  async function readForBoard(ref: PipelineRef): Promise<BoardPipeline> {
    return pass(async () => {
      if (there.throttles) throw new Error('ThrottlingException');
      const stages = there.truth.get(ref.pipeline);
      there.reads.at(-1)?.pipelines.push(ref.pipeline);
      if (!stages) return { ref, gone: true };
      const deployments = Object.entries(stages).map(([stage, revision]) => ({
        stage,
        current: { executionId: `e-${revision}`, revisions: [{ source: 'Checkout', revision }] },
      }));
      return { ref, mode: 'SUPERSEDED', deployments };
    });
  }

  const refreshing = createRefreshBoard({
    listPipelines: () =>
      pass(async () => {
        there.lists.push(there.now);
        return { found: [...there.truth.keys()].map(refOf), unread: [] };
      }),
    readForBoard,
    rules: async () => rules(),
    now: () => there.now,
  });

  function showBoard(effect: ShowBoard): Input[] {
    const { pipelines, title, thread, message, maybeSince, digest } = effect;
    const text = [title, ...pipelines.map((one) => one.text)].join('\n');
    const failed = (why: string, more: object) => [outcome(effect, { done: false, why, ...more })];
    // A dead worker may have posted it, so Slack is read first.
    const name = thread ? `${effect.key}:${digest}` : effect.key;
    const found = maybeSince === undefined ? -1 : there.messages.findIndex((one) => one.key === name);
    const ts = message?.ts ?? (found < 0 ? undefined : String(found));
    if (ts === undefined) {
      there.messages.push({ key: name, text, edits: 0, ...(thread && { thread: thread.ts }) });
      const posted = { channel: 'C0ALL', ts: String(there.messages.length - 1) };
      return [outcome(effect, { done: true, digest, message: posted })];
    }
    const one = there.messages[Number(ts)];
    if (!one) return failed('message_not_found', { gone: true });
    if (there.refuses) return failed(there.refuses, { fixed: true, lasting: true });
    one.text = text;
    one.edits++;
    return [outcome(effect, { done: true, digest, message: { channel: 'C0ALL', ts } })];
  }

  const world = worldOf(async (effect) => [outcome(effect, { done: true, digest: effect.digest })], {
    listBoard: (effect) => refreshing.listBoard(effect),
    readBoard: (effect) => {
      there.reads.push({ at: there.now, pipelines: [] });
      return refreshing.readBoard(effect);
    },
    showBoard: (effect) => pass(async () => showBoard(effect)),
  });

  const rules = () => ofBoard(there.policy, there.state);
  const loop = (): Loop => ({
    store,
    rules: async () => rules(),
    world,
    now: () => there.now,
    id: () => `claim-${claims++}`,
    log: () => {},
  });
  return there;
}
