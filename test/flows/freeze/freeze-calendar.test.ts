import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../../lab/lab.ts';
import { labUnder, passTo, until as untilIn } from '../../kit/lab.ts';
import { CHANNEL } from '../../kit/rules.ts';

/** A freeze with an SSM Change Calendar, with the built functions against the lab. */

const MINUTE = 60_000;
const JO = 'arn:aws:sts::123456789012:assumed-role/Developer/jo';
const AUDIT = 'arn:aws:ssm:us-east-1:111122223333:document/audit';

let lab: Lab;
let begins: number;
let ends: number;

beforeAll(async () => {
  lab = await labUnder(`version: 1
scopes: { prod: { pipelines: ["*-prod"], stages: ["Deploy*"] } }
people: { release: { slackGroups: [S0RELEASE] } }
routes: [{ scope: all, channel: ${CHANNEL} }]
freezes:
  - { id: audit, kind: deny, scope: prod, ssmCalendar: ["${AUDIT}"], announce: [start, end], override: { allow: [release] } }
commands: [{ allow: [release], do: [override], scope: all }]
`);
  begins = Math.ceil(lab.clock.now() / MINUTE + 4) * MINUTE;
  ends = begins + 4 * MINUTE;
  lab.calendars.set(AUDIT, [[begins, ends]]);
  for (const name of ['shop-prod', 'ops-prod', 'shop-dev']) declare(name);
  call('DisableStageTransition', { ...inbound('ops-prod'), reason: 'Not today' });
});

afterAll(() => lab?.stop());

const call = (operation: string, input: object) => lab.codepipeline.call(operation, input, JO);
const inbound = (pipelineName: string) => ({ pipelineName, stageName: 'Deploy', transitionType: 'Inbound' });
const until = (instant: number) => passTo(lab, instant);

function declare(name: string): void {
  lab.codepipeline.declare({
    name,
    stages: [
      { name: 'Source', actions: [{ name: 'Checkout', provider: 'CodeStarSourceConnection', takes: '1s' }] },
      { name: 'Deploy', actions: [{ name: 'roll-out', provider: 'CodeDeploy', takes: '2s' }] },
    ],
  });
}

interface State {
  stageStates: {
    stageName: string;
    inboundTransitionState?: { enabled: boolean; disabledReason?: string; lastChangedBy?: string };
  }[];
}

function transition(name: string) {
  const { stageStates } = call('GetPipelineState', { name }) as State;
  return stageStates.find(({ stageName }) => stageName === 'Deploy')?.inboundTransitionState;
}

/** `open`, or the reason why it is closed. */
const gate = (name: string) => (transition(name)?.enabled ? 'open' : (transition(name)?.disabledReason ?? ''));
const messages = () => lab.slack.snapshot().channels.find(({ id }) => id === CHANNEL)?.messages ?? [];
const posts = (words: RegExp) => messages().filter(({ text, onlyFor }) => onlyFor === undefined && words.test(text));

async function becomes(name: string, words: RegExp): Promise<void> {
  const is = await lab.until(() => words.test(gate(name)) || undefined, 30 * MINUTE);
  if (!is) throw new Error(`Deploy of ${name} is still "${gate(name)}"`);
}

/** The private answer to a command. */
async function answer(text: string, words: RegExp): Promise<string> {
  const before = messages().length;
  expect(await lab.slack.command({ user: 'U0ANN', channel: CHANNEL, text })).toEqual({ ok: true });
  const answers = () =>
    messages()
      .slice(before)
      .filter((one) => one.onlyFor === 'U0ANN' && words.test(one.text));
  const received = await lab.until(() => answers()[0]?.text);
  return (
    received ??
    messages()
      .slice(before)
      .map((one) => one.text)
      .join(' | ')
  );
}

describe('a freeze by a Change Calendar', () => {
  it('closes nothing at its deployment while the calendar is open', async () => {
    await untilIn(lab, () => lab.calendars.asked.length > 1);
    expect(new Set(lab.calendars.asked)).toEqual(new Set([AUDIT]));
    await until(begins - MINUTE / 2);
    expect(transition('shop-prod')).toMatchObject({ enabled: true });
    expect(transition('shop-prod')?.lastChangedBy).toBeUndefined();
  });

  it('closes the transitions of its scope when the calendar closes, and no others', async () => {
    await until(begins);
    await becomes('shop-prod', /^Signalbox freeze audit until \d{4}-\d\d-\d\d \d\d\.\d\d UTC/);
    expect(gate('ops-prod')).toBe('Not today');
    expect(gate('shop-dev')).toBe('open');
  });

  it('shows its end in Slack', async () => {
    expect(await answer('why shop-prod Deploy', /^Frozen by "audit"/)).toMatch(
      /^Frozen by "audit" until \w+ \d+ \w+ \d{4} \d\d:\d\d UTC\. People in "release" may override it with a reason/,
    );
    expect(await answer('windows shop-prod', /^"audit"/)).toMatch(
      /^"audit" is active until \w+ \d+ \w+ \d{4} \d\d:\d\d UTC/,
    );
  });

  it('opens only its own transitions when the calendar opens, even if a worker dies', async () => {
    lab.worker.kill();
    await until(ends);
    await becomes('shop-prod', /^open$/);
    expect(gate('ops-prod')).toBe('Not today');
    await lab.until(() => posts(/^Freeze "audit" ended/)[0]);
    expect(posts(/^Freeze "audit" started: prod is frozen until .*\d{4}-\d\d-\d\d \d\d:\d\d UTC/)).toHaveLength(1);
    expect(posts(/^Freeze "audit" ended: prod is no longer frozen\./)).toHaveLength(1);
  });

  it('closes transitions within minutes after a person closes the calendar without notice', async () => {
    lab.calendars.set(AUDIT, [[lab.clock.now(), lab.clock.now() + 90 * MINUTE]]);
    await becomes('shop-prod', /^Signalbox freeze audit until/);
    lab.calendars.set(AUDIT, []);
    await becomes('shop-prod', /^open$/);
  });

  it('closes transitions if SSM fails for 15 minutes, shows the reason, can be overridden, and opens them again', async () => {
    lab.calendars.refuse('AccessDeniedException');
    const refused = lab.clock.now();
    await lab.perform({ type: 'skip', ms: 12 * MINUTE });
    expect(gate('shop-prod')).toBe('open');
    await becomes('shop-prod', /^Signalbox freeze audit/);
    expect(lab.clock.now()).toBeGreaterThan(refused + 13 * MINUTE);
    expect(await answer('why shop-prod Deploy', /^Frozen by "audit"/)).toMatch(
      /^Frozen by "audit", which counts as active: calendar audit was last read .* UTC: AccessDeniedException: give Signalbox's role ssm:GetCalendarState for arn:aws:ssm:us-east-1:/,
    );

    await answer('override audit on shop-prod for 2m because hotfix 42', /^Overridden: shop-prod/);
    await becomes('shop-prod', /^open$/);
    await becomes('shop-prod', /^Signalbox freeze audit/);

    lab.calendars.refuse(undefined);
    await becomes('shop-prod', /^open$/);
    expect(gate('ops-prod')).toBe('Not today');
  });
});
