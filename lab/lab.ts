import { randomUUID } from 'node:crypto';
import { wireJson } from '../lib/queue/wire-json.ts';
import { type Doable, perform } from './actions/commands.ts';
import { machineVoting } from './actions/machine-vote.ts';
import { createAccounts, type LabAccounts } from './aws/accounts.ts';
import { type ChangeCalendars, createChangeCalendars } from './aws/change-calendars.ts';
import { createEventBus, type EventBus } from './aws/event-bus.ts';
import { createHanging } from './aws/hanging.ts';
import { createInbox, type Inbox } from './aws/inbox.ts';
import { createParameters } from './aws/parameters.ts';
import { createQueue, type Queue } from './aws/queue.ts';
import { sqsRequest } from './aws/sqs.ts';
import { QUEUE, type StandIns, startStandIns } from './aws/stand-ins.ts';
import { type DeliveryRule, deliver } from './codepipeline/delivery.ts';
import { type CodePipeline, createCodePipeline } from './codepipeline/engine.ts';
import type { Fault } from './codepipeline/faults.ts';
import { codePipelineRequest } from './codepipeline/server.ts';
import { environment, PARAMETERS } from './environment.ts';
import { GROUPS, PEOPLE, SIGNING_SECRET, TOKEN } from './people.ts';
import { createPlaying, type Playing } from './playing.ts';
import { createPolicies } from './policy.ts';
import { createProviders } from './providers/server.ts';
import { routes } from './routes.ts';
import { type Lambda, startLambda } from './runtime/lambda.ts';
import { startWorker, type Worker } from './runtime/worker.ts';
import { serve } from './serve.ts';
import type { LabSetting } from './setting.ts';
import { createSlack, type Slack } from './slack/slack.ts';
import { createAgenda } from './time/agenda.ts';
import { type Clock, createClock, createStillClock } from './time/clock.ts';
import { createRealPace, createVirtualPace, type Until } from './time/pace.ts';

/** The whole world on one machine: CodePipeline, Slack, DynamoDB, SQS and SNS at the wire, and the built functions in
 *  a process of their own. */
export interface Lab extends Playing {
  clock: Clock;
  codepipeline: CodePipeline;
  /** Faults of CodePipeline's API. More can be added at any time. */
  faults: Fault[];
  calendars: ChangeCalendars;
  /** Roles that other accounts' pipelines are reached by. */
  accounts: LabAccounts;
  slack: Slack;
  /** The worker's queue. */
  queue: Queue;
  standIns: StandIns;
  inbox: Inbox;
  /** Events that Signalbox put. */
  eventBus: EventBus;
  worker: Worker;
  port: number;
  isVirtual: boolean;
  /** Looks until there is something to see; virtual time passes meanwhile. */
  until: Until;
  /** Steps of scenarios and late events that are still to come or under way. */
  toCome(): number;
  /** Errors of the steps of scenarios. */
  failures: readonly string[];
  /** @throws when it cannot be done; a press is done when the person sees what came of it */
  perform(command: Doable): void | Promise<void>;
  /** Sends an event to the queue, as the EventBridge rule does. */
  send(event: object): void;
  stop(): Promise<void>;
}

export async function startLab(setting: LabSetting): Promise<Lab> {
  const {
    port = 0,
    speed = 1,
    start = Date.now(),
    unhurried = speed === 'virtual',
    sweep = 60_000,
    environments = 2,
    limits,
    misfortune,
    channels,
    topics,
    env = {},
    log = () => {},
    complain = console.error,
  } = setting;
  const isVirtual = speed === 'virtual';
  const clock = isVirtual ? createStillClock(start) : createClock({ speed });
  const agenda = createAgenda(clock.now, complain);
  const queue = createQueue(clock.now);
  let lambda: Lambda | undefined;
  const send = (event: object) => {
    queue.send(wireJson(event));
    setImmediate(poll);
  };
  const poll = () => lambda?.run();
  const rules: DeliveryRule[] = [];
  const random = misfortune ? { random: misfortune } : {};
  const emit = deliver(send, { rules, now: clock.now, later: agenda.at, ...random });
  const faults: Fault[] = [];
  const notify = (topicArn: string, message: string) => standIns.publish(topicArn, message);
  const codepipeline = createCodePipeline({ now: clock.now, id: randomUUID, emit, notify, faults });
  const hanging = createHanging((is) => worker.tell({ hanging: is }));
  const sources = () => [
    agenda,
    { nextAt: codepipeline.nextAt, run: codepipeline.advance },
    ...(lambda ? [lambda] : []),
  ];
  const pace = isVirtual ? createVirtualPace(clock, sources, hanging.some) : createRealPace(sources);
  const standIns = await startStandIns(topics, send);

  // Known once it is served, and not asked before.
  let home = '';
  const slack = createSlack({
    now: clock.now,
    token: TOKEN,
    users: PEOPLE,
    groups: GROUPS,
    channels,
    app: {
      requestUrl: () => setting.requestUrl ?? `${home}/slack`,
      signingSecret: env.SLACK_SIGNING_SECRET ?? SIGNING_SECRET,
      working: pace.working,
      ...(unhurried && { patience: Number.POSITIVE_INFINITY }),
    },
    ...(unhurried && { real: () => 0 }),
    home: () => home,
    ...(limits ? { limits } : {}),
  });

  // The worker needs the address before there is a lab to show.
  let ready: Lab | undefined;
  const accounts = createAccounts(clock.now);
  const providers = createProviders(clock.now, accounts.accountOf);
  const others = await serve(providers.request, 0);
  const eventBus = createEventBus(randomUUID);
  const calendars = createChangeCalendars(clock.now, hanging.add);
  const secrets = { [PARAMETERS.token]: TOKEN, [PARAMETERS.signingSecret]: SIGNING_SECRET };
  const parameters = createParameters(secrets, clock.now, hanging.add);
  const listener = routes({
    parameters: parameters.request,
    sqs: sqsRequest(QUEUE, queue, () => setImmediate(poll)),
    calendars: calendars.request,
    events: eventBus.request,
    codepipeline: codePipelineRequest(codepipeline, { caller: accounts.callerOf, hang: hanging.add }),
    slack: slack.request,
    sts: accounts.request,
    slackEndpoint: () => lambda?.request,
    other: () => ready && setting.other?.(ready),
  });
  const server = await serve(listener, port);
  home = `http://127.0.0.1:${server.port}`;

  const { working } = pace;
  const worker = await startWorker({
    clock: clock.setting,
    log,
    working,
    later: (ms, run) => agenda.at(clock.now() + ms, run),
    env: { ...environment({ home, others: others.port, standIns }), ...env },
  });
  lambda = await startLambda({
    now: clock.now,
    queue,
    worker,
    sweep,
    environments,
    working,
    isPatient: unhurried,
  });

  const { until } = pace;
  const vote = machineVoting(eventBus, send, clock.now);
  const around = { clock, codepipeline, slack, providers, parameters, faults, until, vote, killWorker: worker.kill };
  const act = (command: Doable, called: Map<string, string>) => perform(command, { ...around, called });

  const playing = createPlaying({
    clock,
    codepipeline,
    accounts,
    worker,
    agenda,
    rules,
    policyWith: createPolicies(env.POLICY_FILE ?? 'infra/policy.yml', clock.now),
    act,
  });

  const lab: Lab = {
    clock,
    codepipeline,
    faults,
    calendars,
    accounts,
    slack,
    queue,
    standIns,
    eventBus,
    inbox: createInbox(standIns.fauxqs, clock.now),
    worker,
    port: server.port,
    isVirtual,
    until,
    ...playing,
    toCome: agenda.size,
    failures: agenda.failures,
    perform: (command) => act(command, new Map()),
    send,
    async stop() {
      pace.stop();
      await worker.stop();
      await server.stop();
      await others.stop();
      await standIns.stop();
    },
  };
  ready = lab;
  return lab;
}
