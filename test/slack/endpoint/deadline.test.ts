import { describe, expect, it } from 'vitest';
import { NotQueued } from '../../../lib/queue/sqs.ts';
import { ANSWER, type Timer, WORK } from '../../../lib/slack/endpoint/deadline.ts';
import { createEndpoint, type EndpointSetting } from '../../../lib/slack/endpoint/endpoint.ts';
import type { EndpointLine } from '../../../lib/slack/endpoint/handle-request.ts';
import type { HttpAnswer } from '../../../lib/slack/endpoint/http.ts';
import { words } from '../../../lib/slack/endpoint/messages.ts';
import { actions } from '../../../lib/slack/requests/action-ids.ts';
import { writeStageReference } from '../../../lib/slack/requests/button-reference.ts';
import {
  CHANNEL,
  click,
  form,
  interaction,
  NOW,
  reference,
  SECRET,
  signed,
  submission,
} from '../../kit/slack-requests.ts';

/** The answer of the endpoint if something hangs, and its duration by a clock of the test. */

const HANGS = new Promise<never>(() => {});
/** Slack waits for 3,000. */
const ALLOWED = 2_500;

/** Time passes only when nothing else can happen. */
function virtualTimer(from: number) {
  const due: { at: number; act: () => void }[] = [];
  let now = from;
  const timer: Timer = {
    now: () => now,
    after(milliseconds, act) {
      const one = { at: now + milliseconds, act };
      due.push(one);
      return () => void due.splice(due.indexOf(one), due.includes(one) ? 1 : 0);
    },
  };
  async function settled<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    for (;;) {
      for (let turn = 0; turn < 50 && !isDone; turn++) await Promise.resolve();
      if (isDone) return done;
      const next = due.sort((a, b) => a.at - b.at).shift();
      if (next === undefined) throw new Error('Nothing will ever happen again');
      now = next.at;
      next.act();
    }
  }
  return { timer, settled, now: () => now };
}

interface Recorded {
  replies: string[];
  sent: object[];
  lines: EndpointLine[];
}

interface Asked {
  answer: HttpAnswer;
  took: number;
  recorded: Recorded;
}

const BORN = 60_000;
const zone = async () => 'Europe/Berlin';

async function ask(request: ReturnType<typeof signed>, change: Partial<EndpointSetting>, age = BORN): Promise<Asked> {
  const { timer, settled, now } = virtualTimer(age);
  const recorded: Recorded = { replies: [], sent: [], lines: [] };
  const endpoint = createEndpoint({
    secrets: async () => [SECRET],
    home: async () => ({ teams: ['T012AB3C4'], isOrgWide: false }),
    queue: { send: async (message) => void recorded.sent.push(message) },
    web: {
      open: async () => 'V1',
      tell: async (_, text) => {
        recorded.replies.push(text);
        return true;
      },
      zone: async () => 'Europe/Berlin',
    },
    now: () => NOW,
    log: (line) => recorded.lines.push(line),
    timer,
    ...change,
  });
  const answer = await settled(endpoint(request));
  return { answer, took: now() - age, recorded };
}

const fields = {
  command: '/signalbox',
  user_id: 'U0ANN',
  channel_id: CHANNEL,
  trigger_id: '1.2.a',
  team_id: 'T012AB3C4',
};
const value = writeStageReference({ key: reference.key, stage: 'Deploy' });
const order = JSON.stringify({ channel: CHANNEL });
const filledIn = {
  pipelines: { pipelines: { value: 'shop-*' } },
  because: { because: { value: 'load test' } },
  for: { for: { selected_option: { value: '2h' } } },
};
const requests = {
  'a vote': signed(interaction(click({}))),
  'a press that is a command': signed(interaction(click({ action_id: actions.retry, value }))),
  'a comment': signed(interaction(submission('Not before Monday.'))),
  'a form that is a command': signed(
    interaction(submission(null, { decision: 'freeze', metadata: order, more: { state: { values: filledIn } } })),
  ),
  'a command': signed(form({ ...fields, text: 'release shop' })),
};
const opening = {
  'a press for a form': signed(interaction(click({ action_id: actions.rejectWithComment }))),
  'a command for a form': signed(form({ ...fields, text: 'freeze' })),
};
const all = Object.entries({ ...requests, ...opening });

/** The text that Slack shows to the person; undefined: Slack's own warning sign. */
function read({ answer, recorded }: Asked): string | undefined {
  if (answer.statusCode !== 200) return undefined;
  if (answer.body === '') return recorded.replies.at(-1);
  const { text, errors } = JSON.parse(answer.body);
  return text ?? Object.values(errors)[0];
}

const MAYBE = words.maybeReceived;
const NOT = words.notReceived;

describe('the endpoint answers in time if one part hangs', () => {
  const hanging: [string, Partial<EndpointSetting>][] = [
    ['the secrets', { secrets: () => HANGS }],
    ['the look-up of its own workspace', { home: () => HANGS }],
    ['the queue', { queue: { send: () => HANGS } }],
    ['opening a form', { web: { open: () => HANGS, tell: async () => true, zone } }],
    ['the answer to a press', { web: { open: async () => 'V1', tell: () => HANGS, zone } }],
    [
      'the queue and the answer to a press',
      { queue: { send: () => HANGS }, web: { open: () => HANGS, tell: () => HANGS, zone } },
    ],
    [
      'all parts',
      { secrets: () => HANGS, queue: { send: () => HANGS }, web: { open: () => HANGS, tell: () => HANGS, zone } },
    ],
  ];

  it.each(hanging.flatMap(([what, change]) => all.map(([name, request]) => [what, name, change, request] as const)))(
    '%s: %s',
    async (_, __, change, request) => {
      const { answer, took } = await ask(request, change);
      expect(took).toBeLessThanOrEqual(ANSWER);
      expect(ANSWER).toBeLessThanOrEqual(ALLOWED);
      expect([200, 500]).toContain(answer.statusCode);
    },
  );

  it('subtracts the cold start from the time of the first request only', async () => {
    for (const [age, wanted] of [
      [300, WORK - 300],
      [900, WORK - 700],
      [BORN, WORK],
    ] as const) {
      const { took } = await ask(requests['a command'], { queue: { send: () => HANGS } }, age);
      expect(took).toBe(wanted);
    }
  });
});

describe('a request that may be in the queue', () => {
  it.each(Object.entries(requests))('is reported if the time ends before the queue answers: %s', async (_, request) => {
    const asked = await ask(request, { queue: { send: () => HANGS } });
    expect(read(asked)).toBe(MAYBE);
    expect(asked.recorded.lines).toMatchObject([
      { message: 'request failed', doing: expect.stringMatching(/^passing on a (vote|command)$/) },
    ]);
  });

  it.each(Object.entries(requests))('is reported if the queue fails but may have it: %s', async (_, request) => {
    const asked = await ask(request, { queue: { send: () => Promise.reject(new Error('socket hang up')) } });
    expect({ answer: read(asked), took: asked.took }).toEqual({ answer: MAYBE, took: 0 });
  });

  it('gets the warning sign of Slack if no other answer reaches the person', async () => {
    const web = { open: async () => 'V1', tell: () => HANGS, zone };
    const { answer, took } = await ask(requests['a vote'], { queue: { send: () => HANGS }, web });
    expect({ status: answer.statusCode, took }).toEqual({ status: 500, took: ANSWER });
  });
});

describe('a request that is certainly not in the queue', () => {
  const refusing = { queue: { send: () => Promise.reject(new NotQueued('No')) } };
  const before: [string, Partial<EndpointSetting>][] = [
    ['the queue refuses it', refusing],
    ['its own workspace is unknown', { home: () => HANGS }],
  ];

  it.each(
    before.flatMap(([why, change]) => Object.entries(requests).map(([name, one]) => [why, name, change, one] as const)),
  )('gets the advice to try again if %s: %s', async (_, __, change, request) => {
    const asked = await ask(request, change);
    expect(read(asked)).toBe(NOT);
    expect(asked.recorded.sent).toEqual([]);
  });

  it('is reported for a command before the secrets are read, and a press gets the warning sign of Slack', async () => {
    const command = await ask(requests['a command'], { secrets: () => HANGS });
    expect({ answer: read(command), replies: command.recorded.replies }).toEqual({ answer: NOT, replies: [] });
    for (const name of ['a vote', 'a comment'] as const) {
      const press = await ask(requests[name], { secrets: () => HANGS });
      expect({ status: press.answer.statusCode, replies: press.recorded.replies }).toEqual({
        status: 500,
        replies: [],
      });
    }
  });

  it.each(Object.entries(opening))('is reported if its form does not open: %s', async (_, request) => {
    const texts: string[] = [];
    const record = async (__: unknown, text: string) => texts.push(text) > 0;
    const asked = await ask(request, { web: { open: () => HANGS, tell: record, zone } });
    expect(read(asked) ?? texts[0]).toContain('could not open the form');
  });
});
