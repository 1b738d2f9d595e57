import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { type Clock, createClock } from './clock.ts';
import { type DeliveryOptions, type DeliveryRule, deliver } from './codepipeline/delivery.ts';
import { type CodePipeline, createCodePipeline } from './codepipeline/engine.ts';
import { codePipelineRequest } from './codepipeline/server.ts';
import { type Doable, perform } from './commands.ts';
import { createInbox, type Inbox } from './inbox.ts';
import { createProviders } from './providers/server.ts';
import { readRows } from './rows.ts';
import type { Scenario } from './scenario.ts';
import { createSlack, type Slack, type SlackSetting } from './slack/slack.ts';
import { QUEUE, REGION, type StandIns, serve, startStandIns } from './stand-ins.ts';
import { startWorker, type Worker } from './worker.ts';

/** The whole world on one machine: CodePipeline, Slack, DynamoDB, SQS and SNS at the wire, and the built functions in
 *  a process of their own. */
export interface Lab {
  clock: Clock;
  codepipeline: CodePipeline;
  slack: Slack;
  standIns: StandIns;
  inbox: Inbox;
  worker: Worker;
  port: number;
  /** The scenario that was begun last. */
  scenario: string | null;
  begin(scenario: Scenario): void;
  /** Steps of scenarios and late events that are still to come. */
  toCome(): number;
  perform(command: Doable): void;
  /** Sends an event to the queue, as the EventBridge rule does. */
  send(event: object): void;
  stop(): Promise<void>;
}

export interface LabSetting {
  /** 0 lets the system choose. */
  port?: number;
  /** Seconds of the lab for a real second. */
  speed?: number;
  /** Milliseconds of the lab between two sweeps. */
  sweep?: number;
  limits?: SlackSetting['limits'];
  /** What happens to events on their way, beside what a scenario says. */
  misfortune?: DeliveryOptions['random'];
  channels: { id: string; name: string }[];
  topics: string[];
  env?: Record<string, string>;
  log?: (line: string) => void;
  /** Answers what is not for CodePipeline or Slack. */
  other?: (lab: Lab) => Parameters<typeof serve>[0];
}

const PEOPLE = [
  { id: 'U0ANN', name: 'Ann Weber', email: 'ann@example.com' },
  { id: 'U0RAVI', name: 'Ravi Nair', email: 'ravi@example.com' },
  { id: 'U0MIA', name: 'Mia Sorel', email: 'mia@example.com' },
  { id: 'U0JO', name: 'Jo Okafor', email: 'jo@example.com' },
];
const TOKEN = 'xoxb-lab';
/** Real milliseconds between two looks at the clock. */
const TICK = 25;

export async function startLab(setting: LabSetting): Promise<Lab> {
  const {
    port = 0,
    speed = 1,
    sweep = 60_000,
    limits,
    misfortune,
    channels,
    topics,
    env = {},
    log = () => {},
  } = setting;
  const clock = createClock({ speed });
  const standIns = await startStandIns(topics);
  const slack = createSlack({ now: clock.now, token: TOKEN, users: PEOPLE, channels, ...(limits ? { limits } : {}) });
  const agenda = createAgenda(clock.now);
  const rules: DeliveryRule[] = [];
  const send = (event: object) => void standIns.fauxqs.sendMessage(QUEUE, JSON.stringify(event), { region: REGION });
  const random = misfortune ? { random: misfortune } : {};
  const emit = deliver(send, { rules, now: clock.now, later: agenda.at, ...random });
  const codepipeline = createCodePipeline({ now: clock.now, id: randomUUID, emit });

  // The worker needs the address before there is a lab to show.
  let ready: Lab | undefined;
  const providers = createProviders(clock.now);
  const others = await serve(providers.request, 0);
  const api = codePipelineRequest(codepipeline, {});
  const server = await serve((req, res) => {
    if (req.headers['x-amz-target']) return api(req, res);
    if (req.url?.startsWith('/api/')) return slack.request(req, res);
    if (setting.other && ready) return setting.other(ready)(req, res);
    return res.writeHead(503).end();
  }, port);

  const worker = await startWorker({
    clock: clock.setting,
    log,
    env: {
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'lab',
      AWS_SECRET_ACCESS_KEY: 'lab',
      AWS_ENDPOINT_URL_DYNAMODB: standIns.dynamoUrl,
      AWS_ENDPOINT_URL_SQS: standIns.fauxqs.address,
      AWS_ENDPOINT_URL_SNS: standIns.fauxqs.address,
      AWS_ENDPOINT_URL_CODEPIPELINE: `http://127.0.0.1:${server.port}`,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${others.port}`,
      TABLE_NAME: 'signalbox',
      QUEUE_URL: standIns.queueUrl,
      SLACK_BOT_TOKEN: TOKEN,
      SLACK_API_URL: `http://127.0.0.1:${server.port}/api/`,
      LAB_SWEEP_MS: String(sweep),
      ...env,
    },
  });
  const ticking = setInterval(() => {
    agenda.run();
    codepipeline.advance();
  }, TICK);

  function act(command: Doable, called: Map<string, string>): void {
    perform(command, { clock, codepipeline, slack, providers, called, killWorker: worker.kill });
    if (command.type === 'skip') worker.tell(clock.setting());
  }
  const lab: Lab = {
    clock,
    codepipeline,
    slack,
    standIns,
    inbox: createInbox(standIns.fauxqs, clock.now),
    worker,
    port: server.port,
    scenario: null,
    begin({ name, pipelines, delivery, steps }) {
      lab.scenario = name;
      const known = new Set(codepipeline.snapshot().map((pipeline) => pipeline.name));
      for (const pipeline of pipelines) if (!known.has(pipeline.name)) codepipeline.declare(pipeline);
      rules.splice(0, rules.length, ...(delivery as DeliveryRule[]));
      const began = clock.now();
      const called = new Map<string, string>();
      for (const { at, step } of steps) {
        agenda.at(began + at, () => {
          codepipeline.advance();
          act(step, called);
        });
      }
    },
    toCome: agenda.size,
    perform: (command) => act(command, new Map()),
    send,
    async stop() {
      clearInterval(ticking);
      await worker.stop();
      // dynalite throws at nobody when it is closed with a request in hand.
      await setTimeout(300);
      await server.stop();
      await others.stop();
      await standIns.stop();
    },
  };
  ready = lab;
  return lab;
}

/** Things to do at an instant of the lab's clock. */
function createAgenda(now: () => number) {
  const entries: { at: number; run: () => void }[] = [];
  return {
    at: (at: number, run: () => void) => void entries.push({ at, run }),
    size: () => entries.length,
    run() {
      for (;;) {
        entries.sort((a, b) => a.at - b.at);
        const next = entries[0];
        if (!next || next.at > now()) return;
        entries.shift();
        next.run();
      }
    },
  };
}

/** Whether nothing is under way any more: no step to come, nothing in the queue, nothing of the rows due soon, and in
 *  CodePipeline nothing but what waits for people. */
export async function isQuiet(lab: Lab, { within = 70_000 } = {}): Promise<boolean> {
  if (lab.toCome() > 0) return false;
  // Delayed messages are ticks for what the rows say is due.
  const messages = lab.standIns.fauxqs.inspectQueue(QUEUE)?.messages;
  if (messages && messages.ready.length + messages.inflight.length > 0) return false;
  const next = lab.codepipeline.nextAt();
  if (next !== undefined && next - lab.clock.now() < within) return false;
  const rows = await readRows(lab.standIns.dynamo);
  return rows.every(({ dueAt }) => dueAt === undefined || dueAt - lab.clock.now() > within);
}
