import { expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import type { KnownPeople } from '../../../lib/core/approval/types.ts';
import { absorb, type Execution } from '../../../lib/core/execution/facts.ts';
import type { Outbox } from '../../../lib/core/model/outbox.ts';
import type { PolicyPort } from '../../../lib/core/model/policy-port.ts';
import type { SharedCall } from '../../../lib/core/notify/shared-calls.ts';
import { planExecution } from '../../../lib/core/plan-execution.ts';
import { actionEvent, pipelineEvent } from '../../kit/events.ts';
import { rules } from '../../kit/rules.ts';
import { runs } from '../../kit/runs.ts';

const policy = (identities = '{}', more = '') => `version: 1
identities: ${identities}
routes: [{ scope: all, channel: C0X, mention: [author-dm] }, { scope: all, channel: C0Y, mention: [author-dm] }]${more}`;
const [failed, green] = [runs.failedThenGreen.slice(0, 8), runs.failedThenGreen];
const message = { channel: 'D0MIA', ts: '7' };
const posted: Outbox = { 'direct:failed@1': { doneAt: 1, message } };

interface Known {
  events?: unknown[];
  author?: string;
  email?: string;
  people?: KnownPeople;
  outbox?: Outbox;
  calls?: SharedCall[];
  port?: Partial<PolicyPort>;
}

function planned(yaml: string, known: Known = {}) {
  const { events = failed, author = 'Mia', email, people, outbox = {}, calls = [], port = {} } = known;
  const seen = events.map((event) => readEvent(event) as Execution).reduce<Execution | undefined>(absorb, undefined);
  const execution = seen as Execution;
  const about = { ...execution.about, sources: { '': { author, email } }, calls: [1, calls] as [number, SharedCall[]] };
  const intents = planExecution(
    { ...execution, about, known: people },
    { ...rules(yaml), ...port },
    outbox,
    Date.now(),
  );
  return {
    execution,
    intents,
    direct: intents.flatMap(({ effect, ...intent }) => (effect.type === 'tellAuthor' ? [{ ...intent, effect }] : [])),
    lookUps: intents.flatMap(({ effect }) => (effect.type === 'identify' ? effect.emails : [])),
    inThread: intents.flatMap(({ key, effect }) => (effect.type === 'reply' && effect.thread?.ts === '7' ? [key] : [])),
  };
}

const mapped = policy('{ Mia: U0MIA, bot: nobody }');
const found: KnownPeople = { emails: { 'mia@example.com': [1, { user: 'U0MIA' }] } };

it('the author gets one direct message for all channels, and the channels mention no one', () => {
  const { direct, intents } = planned(mapped);
  expect(direct).toMatchObject([
    { key: 'direct:failed@1', kind: 'once', after: ['reply:C0X:failed@1'], effect: { user: 'U0MIA', channel: 'C0X' } },
  ]);
  const mentions = intents.flatMap(({ effect }) => (effect.type === 'reply' ? effect.mention : []));
  expect(mentions).toEqual([]);
  expect(planned(mapped, { outbox: posted }).direct).toEqual([]);
});

it('a look-up of the e-mail address comes first, unless the policy knows the author', () => {
  const asked = planned(policy(), { email: 'mia@example.com' });
  expect([asked.direct.length, asked.lookUps]).toEqual([0, ['mia@example.com']]);
  expect(planned(policy(), { email: 'mia@example.com', people: found }).direct).toHaveLength(1);
  expect(planned(mapped, { email: 'mia@example.com' }).lookUps).toEqual([]);
});

it.each<[string, Known]>([
  ['is a bot', { author: 'bot' }],
  ['has a name only', { author: 'Nadia' }],
  [
    'is not in Slack',
    { author: 'N', email: 'n@x.io', people: { emails: { 'n@x.io': [Date.now(), { why: 'users_not_found' }] } } },
  ],
])('no message goes out if the author %s', (_, known) => {
  const { direct, lookUps } = planned(mapped, known);
  expect([direct, lookUps]).toEqual([[], []]);
});

it('a mute drops the message, and a mute that begins after the failure delays it', () => {
  const later = Date.now() + 60_000;
  expect(planned(mapped, { port: { mutedUntil: () => later } }).direct).toEqual([]);
  const since = planned(mapped, { port: { mutedUntil: (_, at) => (at > Date.now() - 1000 ? later : undefined) } });
  expect(since.direct.map(({ from }) => from)).toEqual([later]);
});

it('a route for other milestones or failure classes sends no message', () => {
  const only = (text: string) => policy('{ Mia: U0MIA }').replaceAll('scope: all,', `scope: all, ${text},`);
  expect(planned(only('on: [succeeded]')).direct).toEqual([]);
  expect(planned(only('classes: [permission]')).direct).toEqual([]);
  expect(planned(only('classes: [unknown]')).direct).toHaveLength(1);
});

it('a route without author-dm sends no message, also beside one that has it', () => {
  const beside = (second: string) =>
    `version: 1\nidentities: { Mia: U0MIA }\nroutes: [{ scope: all, channel: C0X, mention: [here] }${second}]`;
  expect(planned(beside('')).direct).toEqual([]);
  const [one] = planned(beside(', { scope: all, channel: C0Y, mention: [author-dm] }')).direct;
  expect(one).toMatchObject({ after: ['reply:C0Y:failed@1'], effect: { channel: 'C0Y' } });
  const same = ', { scope: all, channel: C0X, mention: [author-dm] }, { scope: all, channel: C0Z, on: [failed] }';
  expect(planned(beside(same)).direct).toMatchObject([{ after: ['reply:C0X:failed@1'] }]);
});

it('the look-up of the author is made once, and only for the e-mail', () => {
  const { intents } = planned(policy(), { email: 'mia@example.com' });
  const found = intents.find(({ key }) => key === 'identify:author');
  expect(found).toMatchObject({ kind: 'once', effect: { groups: [], emails: ['mia@example.com'] } });
});

it('the message follows the call about the failure, also after a call about an approval', () => {
  const events = [
    ...failed.slice(0, 2),
    actionEvent('Build/ask', 'STARTED', { provider: 'Manual' }),
    actionEvent('Build/compile', 'FAILED'),
  ];
  const asked: Outbox = { 'reply:C0X:approval:Build/ask@1': { doneAt: 1, message: { channel: 'C0X', ts: '2' } } };
  expect(planned(mapped, { events, outbox: asked }).direct).toMatchObject([{ after: ['reply:C0X:failed@1'] }]);
});

it('the end is reported below the message about the last attempt, to no one else', () => {
  const outbox: Outbox = {
    'direct:failed@10': { doneAt: 1, message: { channel: 'D0MIA', ts: '10' } },
    'direct:failed@9': { doneAt: 1, message: { channel: 'D0MIA', ts: '9' } },
    'direct:failed@11': { doneAt: 1 },
  };
  const replies = planned(mapped, { events: green, outbox }).intents.flatMap(({ key, effect }) =>
    effect.type === 'reply' && effect.channel === 'D0MIA' ? [{ key, effect }] : [],
  );
  expect(replies).toMatchObject([
    {
      key: 'reply:D0MIA:over:failed@10',
      effect: {
        milestone: { type: 'recovered', stages: [] },
        content: { type: 'ended', mark: '✅', sentence: 'payments recovered, so no one has to act' },
        mention: [],
        aloud: false,
        thread: { channel: 'D0MIA', ts: '10' },
      },
    },
  ]);
});

it('the thread of the message reports the end once', () => {
  expect(planned(mapped, { events: green, outbox: posted }).inThread).toEqual(['reply:D0MIA:over:failed@1']);
  expect(planned(mapped, { events: green }).inThread).toEqual([]);
  expect(planned(mapped, { outbox: posted }).inThread).toEqual([]);
});

it('an execution shares its call about a failure when it ends, unless it succeeds', () => {
  const shown = { channel: 'C0X', ts: '1' };
  const outbox: Outbox = {
    'show:C0X': { doneAt: 1, message: shown },
    'reply:C0X:failed@1': {
      doneAt: 1,
      message: { channel: 'C0X', ts: '2' },
      about: ['Build/compile'],
      called: ['author', 'U0ANN'],
      broadcast: true,
    },
  };
  const made = (events: unknown[], known: Known = {}) => madeBy(planned(mapped, { events, outbox, ...known }));
  expect(made(failed, { email: 'mia@example.com' })).toMatchObject([
    { channel: 'C0X', message: shown, reason: 'Build/compile', called: ['mia@example.com', 'U0ANN'], broadcast: true },
  ]);
  expect(made(failed)).toMatchObject([{ called: ['U0ANN'] }]);
  expect(made(failed, { author: undefined })).toMatchObject([{ called: ['U0ANN'] }]);
  const twice = { ...outbox, 'reply:C0X:failed@2': { doneAt: 2, message: { channel: 'C0X', ts: '3' } } };
  expect(made(failed, { outbox: twice })).toMatchObject([{ reason: '', called: ['U0ANN'], broadcast: true }]);
  expect(made(failed.slice(0, 6))).toEqual([]);
  expect(made(green)).toEqual([]);
});

function madeBy({ intents }: Pick<ReturnType<typeof planned>, 'intents'>): SharedCall[] {
  return intents.flatMap(({ effect }) => (effect.type === 'shareCalls' ? (effect.made ?? []) : []));
}

it('a later execution that succeeds also reports the end in the thread', () => {
  const first = planned(mapped, { outbox: posted });
  const made = madeBy(first);
  expect(made).toMatchObject([{ channel: 'D0MIA', message, called: [], broadcast: false }]);
  const [call] = made as [SharedCall];
  expect(call).not.toHaveProperty('endedBy');
  expect(madeBy(planned(mapped, { events: green, outbox: posted }))).toEqual([]);
  const stopped = [...failed.slice(0, 5), pipelineEvent('STOPPED', { at: '2026-11-22T10:00:30Z' })];
  const { execution, ...own } = planned(mapped, { events: stopped, outbox: posted });
  expect(madeBy(own)).toMatchObject([{ reason: '', endedBy: execution.ref.executionId }]);
  const ended = { ...call, executionId: 'earlier', endedBy: first.execution.ref.executionId };
  expect(planned(mapped, { events: green, calls: [ended] }).inThread).toEqual(['reply:D0MIA:over:earlier']);
});
