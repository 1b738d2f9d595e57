import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { type Button, buttonsIn } from './buttons.ts';
import { type Command, command } from './command.ts';
import type { Desk, Trouble } from './desk.ts';
import { createFaults, type Fault } from './faults.ts';
import type { App } from './hand-over.ts';
import { type HomePress, openHome, pressHome } from './home.ts';
import type { Args } from './method.ts';
import { isMethod, methods } from './methods.ts';
import { type Press, type Pressed, press } from './press.ts';
import { createMeter, type Limits, slackLimits } from './rates.ts';
import { Refused } from './refused.ts';
import { createResponses } from './responses.ts';
import { type SlackSnapshot, takeSnapshot } from './snapshot.ts';
import { dismiss, type Submission, type Submitted, submit } from './submit.ts';
import { readArgs, send, tokenOf } from './wire.ts';
import { type ChannelSetting, channelOf, createWorkspace, type Group, messageOf, type Person } from './workspace.ts';

const CALLS_KEPT = 1_000;

export interface SlackSetting {
  now: () => number;
  token?: string;
  users: Person[];
  channels: ChannelSetting[];
  groups?: Group[];
  limits?: Limits | 'none';
  /** The app that gets presses and commands. */
  app?: App;
  /** Where this Slack is reached, for the addresses that it gives away. */
  home?: () => string;
  /** Milliseconds of life, by which a trigger runs out. */
  real?: () => number;
}

export interface SlackCall {
  at: number;
  method: string;
  args: Args;
  ok: boolean;
  error?: string;
  fault?: Fault['kind'];
}

export interface Slack {
  request: (req: IncomingMessage, res: ServerResponse) => void;
  snapshot: () => SlackSnapshot;
  /** The last thousand calls, oldest first. */
  calls: readonly SlackCall[];
  /** Returns what clears it. */
  fault: (fault: Fault) => () => void;
  clearFaults: () => void;
  faults: () => Fault[];
  /** A person writes a message; returns its ts. */
  say: (channel: string, user: string, text: string) => string;
  /** The buttons of a message now, and those before an update. */
  buttons: (channel: string, ts: string) => { shown: Button[]; gone: Button[] };
  /** A person presses a button; resolves with what the person then sees. */
  press: (press: Press) => Promise<Pressed>;
  /** A person submits a modal, or closes it. */
  submit: (submission: Submission) => Promise<Submitted>;
  dismiss: (view: Omit<Submission, 'values'>) => void;
  /** A person types the slash command. */
  command: (command: Command) => Promise<{ ok: true } | Trouble>;
  /** A person opens the Home of the app, or uses a control of it. */
  openHome: (user: string) => Promise<{ ok: true } | Trouble>;
  pressHome: (press: HomePress) => Promise<{ ok: true } | Trouble>;
  /** A person changes the members of a user group. */
  setGroup: (id: string, users: string[]) => void;
}

type Reply = { status: number; body: { ok: boolean; error?: string }; headers?: Record<string, string> };

export function createSlack(setting: SlackSetting): Slack {
  const { now, token = 'xoxb-lab', users, channels, groups = [], limits = slackLimits, app } = setting;
  const { real = () => performance.now(), home = () => 'https://hooks.slack.example' } = setting;
  const workspace = createWorkspace({ users, channels, groups, real });
  const responses = createResponses(workspace, now, home);
  const faults = createFaults();
  const isDown = () => faults.active(now()).some(({ kind, methods }) => kind === 'down' && !methods);
  const desk: Desk = { workspace, responses, now, isDown, app };
  const meter = createMeter(limits === 'none' ? {} : limits);
  const calls: SlackCall[] = [];

  function answer(method: string, args: Args, given: string | undefined): Reply {
    if (!isMethod(method)) return refusal('unknown_method');
    if (given === undefined) return refusal('not_authed');
    if (given !== token) return refusal('invalid_auth');
    const wait = meter(method, String(args.channel), now());
    if (wait > 0) {
      return { ...refusal('ratelimited'), status: 429, headers: { 'retry-after': String(Math.ceil(wait / 1000)) } };
    }
    try {
      return { status: 200, body: { ok: true, ...methods[method](args, { workspace, now: now() }) } };
    } catch (error) {
      if (error instanceof Refused) return refusal(error.code, error.detail);
      throw error;
    }
  }

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (req.url?.startsWith('/hooks/')) return takeResponse(req.url, await readArgs(req), res);
    const method = /^\/api\/([\w.]+)$/.exec(req.url ?? '')?.[1];
    if (method === undefined || req.method !== 'POST') return send(res, 404, refusal('unknown_method').body);
    const { token: inBody, ...args } = await readArgs(req);
    const fault = faults.meet(method, now());
    const reply = replyTo(fault) ?? answer(method, args, tokenOf(req, { token: inBody }));
    const { ok, error } = reply.body;
    calls.push({ at: now(), method, args, ok, ...(error && { error }), ...(fault && { fault: fault.kind }) });
    if (calls.length > CALLS_KEPT) calls.shift();
    if (fault?.kind === 'down' || fault?.kind === 'lost-answer') return void req.socket.destroy();
    if (fault?.kind === 'slow') await setTimeout(fault.ms, undefined, { ref: false });
    send(res, reply.status, reply.body, reply.headers);
  }

  function takeResponse(path: string, body: Args, res: ServerResponse): void {
    try {
      responses.answer(path, body);
      send(res, 200, { ok: true });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      send(res, error.code.endsWith('_url') ? 404 : 400, { ok: false, error: error.code, ...error.detail });
    }
  }

  return {
    // A torn body or a bug of ours: the caller must not wait for an answer that never comes.
    request: (req, res) =>
      void serve(req, res).catch((error) => send(res, 500, { ...refusal('fatal_error').body, detail: String(error) })),
    snapshot: () => takeSnapshot(workspace),
    calls,
    fault: faults.add,
    clearFaults: faults.clear,
    faults: () => faults.active(now()),
    say(channel, author, text) {
      const ts = workspace.stamp(now());
      channelOf(workspace, channel).messages.push({ ts, author, text, blocks: [], broadcast: false, updates: 0 });
      return ts;
    },
    buttons(channel, ts) {
      const { blocks, formerly = [] } = messageOf(channelOf(workspace, channel), ts);
      return { shown: buttonsIn(blocks), gone: buttonsIn(formerly) };
    },
    press: (wanted) => press(desk, wanted),
    submit: (submission) => submit(desk, submission),
    dismiss: (view) => dismiss(desk, view),
    command: (typed) => command(desk, typed),
    openHome: (user) => openHome(desk, user),
    pressHome: (wanted) => pressHome(desk, wanted),
    setGroup(id, users) {
      const known = workspace.groups.find((group) => group.id === id);
      if (known) known.users = users;
      else workspace.groups.push({ id, users });
    },
  };
}

function refusal(error: string, detail: Record<string, unknown> = {}): Reply {
  return { status: 200, body: { ...detail, ok: false, error } };
}

/** The answer instead of the work. */
function replyTo(fault: Fault | undefined): Reply | undefined {
  if (fault?.kind === 'down') return refusal('down');
  if (fault?.kind === 'unavailable') return { ...refusal('service_unavailable'), status: 503 };
  if (fault?.kind === 'error') return refusal(fault.error);
  return undefined;
}
