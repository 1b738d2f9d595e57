import type { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { worldOf } from '../../../lib/cli/world.ts';
import { operate } from '../../../lib/codepipeline/act/operate.ts';
import { SAME_TOKEN } from '../../../lib/core/base/timing.ts';
import type { CommandRequest, SharedState } from '../../../lib/core/command/shared-state.ts';
import type { Command } from '../../../lib/core/command/types.ts';
import type { AuditEntry } from '../../../lib/core/model/audit-entry.ts';
import type { Effect } from '../../../lib/core/model/effect.ts';
import { type Input, outcome } from '../../../lib/core/model/input.ts';
import { BOARD } from '../../../lib/core/model/subject.ts';
import { matches } from '../../../lib/core/text/glob.ts';
import { createApplyCommand } from '../../../lib/effects/apply-command.ts';
import { closed } from '../../../lib/policy/broken-policy.ts';
import { currentRules } from '../../../lib/worker/current-policy.ts';
import { type Loop, reconcile } from '../../../lib/worker/reconcile.ts';
import { ofBoard } from '../../kit/rules.ts';
import { type Pass, passingStore } from '../passing-store.ts';

/** The shared state with one pipeline, `shop`, and an AWS that starts its executions. */

const POLICY = `
version: 1
people: { release: { slackGroups: [S0RELEASE] } }
routes: [{ scope: all, channel: C0ALL }]
commands: [{ allow: [release], do: [freeze, thaw, override, mute, release], scope: all }]
`;
const ref = { account: '123456789012', region: 'eu-central-1', pipeline: 'shop' };

const nothingLeft = {
  pipelines: 1,
  transitions: 1,
  closed: 1,
  open: 0,
  pending: 0,
  byPerson: 0,
  held: 0,
  unknown: 0,
  slow: [],
  parallel: [],
  parallelCount: 0,
  unread: [],
};

export function createReleases(start: number, pass: Pass = (go) => go()) {
  const { store, rows } = passingStore(pass);
  let claims = 0;

  const there = {
    now: start,
    members: ['U0ANN', 'U0RAVI'],
    stages: ['Source', 'Deploy'],
    /** The answers of AWS to the next calls that start an execution. */
    answers: [] as ('cannot be read' | 'throttles' | 'is lost')[],
    reads: 0,
    wakes: [] as number[],
    started: [] as { token: string; at: number; input: object }[],
    posts: [] as string[],
    whispers: [] as string[],
    journal: new Map<string, AuditEntry>(),
    notices: [] as Extract<Effect, { type: 'sendNotice' }>[],

    /** With a new worker each time, or with one that keeps its rules. */
    take: (inputs: Input[]) => reconcile(BOARD, inputs, there.keeps ? kept : loop()),
    keeps: false,
    /** Whether the policy file is broken. */
    broken: false,
    sendCommand: (user: string, command: Command, id: string) => {
      const request: CommandRequest = { user, name: user === 'U0ANN' ? 'ann' : undefined, channel: 'C0OPS', command };
      return there.take([{ type: 'ordered', board: { asked: { [id]: [there.now, request] } } }]);
    },
    /** Sends a tick each time that the row is due. */
    async until(instant: number): Promise<void> {
      for (let tick = 0; tick < 3_000; tick++) {
        const { dueAt = Number.POSITIVE_INFINITY } = rows()[0] ?? {};
        if (dueAt > instant) break;
        there.now = Math.max(there.now, dueAt);
        await there.take([{ type: 'tick' }]);
      }
      there.now = instant;
      await there.take([{ type: 'tick' }]);
    },
    dueAt: () => rows()[0]?.dueAt,
    board: (): SharedState => rows()[0]?.board ?? {},
    scheduled: () => Object.keys(there.board().scheduled ?? {})[0] ?? '',
  };

  const client = {
    async send({ input }: { input: { name: string; clientRequestToken?: string } }) {
      const { clientRequestToken: token } = input;
      if (token === undefined && there.answers[0] === 'cannot be read') {
        there.answers.shift();
        throw named('TimeoutError');
      }
      if (token === undefined)
        return { pipeline: {}, metadata: { pipelineArn: `arn:aws:codepipeline:${ref.region}:${ref.account}:shop` } };
      const answer = there.answers.shift();
      if (answer === 'throttles') throw named('ThrottlingException', 400);
      const known = there.started.find((one) => one.token === token && one.at > there.now - SAME_TOKEN);
      if (!known) there.started.push({ token, at: there.now, input });
      if (answer === 'is lost') throw named('TimeoutError');
      return { pipelineExecutionId: `e-${token}` };
    },
  } as unknown as CodePipelineClient;

  const done = (effect: Exclude<Effect, { type: 'wake' }>) => outcome(effect, { done: true, digest: effect.digest });
  const ordered = (board: SharedState): Input => ({ type: 'ordered', board });
  const apply = createApplyCommand(() => there.now);

  const world = worldOf((effect) => pass(async () => [done(effect)]), {
    identify: (effect) =>
      pass(async () => {
        const groups = { S0RELEASE: [there.now, { members: there.members }] as [number, { members: string[] }] };
        return [ordered({ known: { groups } }), done(effect)];
      }),
    refreshStatus: (effect) =>
      pass(async () => {
        there.reads++;
        const stages = there.stages.map((name) => ({ name, waiting: 0 }));
        const names = ['shop', 'desk'].filter((name) => effect.pipelines.some((glob) => matches(glob, name)));
        const pipelines = names.map((pipeline) => ({ ref: { ...ref, pipeline }, stages, running: [] }));
        const snapshot = { pipelines, more: 0 };
        return [ordered({ sights: { [effect.id]: [there.now, snapshot] } }), done(effect)];
      }),
    countTransitions: (effect) =>
      pass(async () => [ordered({ reached: { [effect.id]: [there.now, nothingLeft] } }), done(effect)]),
    applyCommand: (effect) => pass(() => apply.applyCommand(effect)),
    operate: (effect) => pass(() => operate({ client, once: client }, effect, () => there.now)),
    announce: (effect) =>
      pass(async () => {
        // A dead worker may have posted it, so Slack is read first.
        const text = `${effect.channel}: ${effect.text}`;
        if (effect.maybeSince === undefined || !there.posts.includes(text)) there.posts.push(text);
        return [done(effect)];
      }),
    sendEphemeral: (effect) =>
      pass(async () => {
        there.whispers.push(`${effect.user}: ${effect.text}`);
        return [done(effect)];
      }),
    writeAudit: (effect) =>
      pass(async () => {
        there.journal.set(effect.entry.id, effect.entry);
        return [done(effect)];
      }),
    sendNotice: (effect) =>
      pass(async () => {
        there.notices.push(effect);
        return [done(effect)];
      }),
    wake: async ({ at }) => {
      there.wakes.push(at);
      return [];
    },
  });

  function loop(): Loop {
    const rules = currentRules(
      store,
      (board) => (there.broken ? closed(ofBoard(POLICY, board)) : ofBoard(POLICY, board)),
      () => there.now,
    );
    return { store, rules, world, now: () => there.now, id: () => `claim-${claims++}`, log: () => {} };
  }
  const kept = loop();
  return there;
}

function named(name: string, httpStatusCode?: number): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
}
