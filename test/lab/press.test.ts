import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type Pressing, pressInSlack } from '../../lab/actions/press.ts';
import { seeInSlack } from '../../lab/actions/see.ts';
import type { Slack } from '../../lab/slack/slack.ts';
import { createAgenda } from '../../lab/time/agenda.ts';
import { writeReference } from '../../lib/slack/requests/button-reference.ts';
import { type Answer, type Got, type Lab, openApp, openLab, section } from './slack/fixture.ts';

const execution = '11111111-2222-4333-8444-555555555555';

function plain(text: string) {
  return { type: 'plain_text' as const, text };
}

function asking(run: string) {
  const value = writeReference({ key: 'execution#1#eu#shop#x', run, comment: 0 });
  const button = (text: string, action_id: string) => ({
    type: 'button' as const,
    text: plain(text),
    action_id,
    value,
  });
  return { type: 'actions' as const, elements: [button('Approve', 'approve'), button('Reject', 'reject')] };
}

const modal = {
  type: 'modal' as const,
  title: plain('Reject'),
  submit: plain('Reject'),
  blocks: [{ type: 'input' as const, label: plain('Why?'), element: { type: 'plain_text_input' as const } }],
};

type Blocks = (ReturnType<typeof asking> | ReturnType<typeof section>)[];

/** A workspace with one message about the execution, and an app that asks for a reason after a rejection. */
async function open(answer: (got: Got) => Answer = () => undefined) {
  let lab: Lab | undefined;
  const { got, app } = await openApp(async (one) => {
    const rejects = Object(one.payload.actions)[0]?.action_id === 'reject';
    if (rejects) await lab?.client.views.open({ trigger_id: one.payload.trigger_id, view: modal });
    return answer(one);
  });
  lab = await openLab({ app });
  const { client } = lab;
  const metadata = { event_type: 'signalbox', event_payload: { execution } };
  const another = { event_type: 'signalbox', event_payload: { execution: 'another' } };
  const blocks = [asking('Prod/Ask@9')];
  await client.chat.postMessage({ channel: 'C0DEPLOYS', text: 'Ship this?', metadata: another, blocks });
  const post = async (blocks: Blocks, channel = 'C0OTHER') => {
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'Ship it?', metadata, blocks });
    return (next: Blocks) => client.chat.update({ channel, ts, text: 'Ship it?', blocks: next });
  };
  const types = () => got.map(({ payload }) => payload.type);
  return { ...lab, got, post, types };
}

/** LONG is the patience for an answer that comes; SHORT is for one that never comes. */
const LONG = 300_000;
const SHORT = 50;
const press = (slack: Slack, pressing: Pressing, patience = LONG) =>
  pressInSlack(slack, pressing, { now: () => 1_767_603_700_000, patience });
const approve = { as: 'U0ANN', execution, button: 'Approve' };

describe('a press in a scenario', () => {
  test('waits for its button, in any channel', async () => {
    const { slack, post, got } = await open();
    const pressed = press(slack, approve);
    await setTimeout(60);
    const update = await post([section('Soon')]);
    await setTimeout(60);
    expect(got).toEqual([]);
    await update([asking('Prod/Ask@1')]);
    await pressed;
    expect(got[0]?.payload).toMatchObject({ user: { id: 'U0ANN' }, actions: [{ action_id: 'approve' }] });
  });

  test('chooses among parallel approvals', async () => {
    const { slack, post, got } = await open();
    await post([asking('Prod/Ask-more@2'), asking('Prod/Ask@1'), asking('Stage/Ask@3')]);
    await press(slack, { ...approve, stage: 'Prod', action: 'Ask-more' });
    await press(slack, { ...approve, stage: 'Stage' });
    await press(slack, { ...approve, stage: 'Prod', action: 'Ask' });
    const runs = got.map(({ payload }) => JSON.parse(Object(payload.actions)[0].value).run);
    expect(runs).toEqual(['Prod/Ask-more@2', 'Stage/Ask@3', 'Prod/Ask@1']);
  });

  test('fills in the modal and submits it', async () => {
    const { slack, post, got, types } = await open();
    await post([asking('Prod/Ask@1')]);
    await press(slack, { ...approve, button: 'reject', comment: 'Not today' });
    expect(types()).toEqual(['block_actions', 'view_submission']);
    expect(got[1]?.payload.view).toMatchObject({ state: { values: { block0: { input0: { value: 'Not today' } } } } });
    expect(slack.snapshot().views).toEqual([]);
  });

  test('may repeat several times', async () => {
    const { slack, post, types } = await open();
    await post([asking('Prod/Ask@1')]);
    await press(slack, { ...approve, times: 2 });
    expect(types()).toEqual(['block_actions', 'block_actions']);
  });

  test('may come from several people in one millisecond, with different timestamps', async () => {
    const { slack, post, got } = await open();
    await post([asking('Prod/Ask@1')]);
    await press(slack, { ...approve, as: ['U0ANN', 'U0CAT'], times: 2 });
    expect(got.map(({ payload }) => Object(payload.user).id).sort()).toEqual(['U0ANN', 'U0ANN', 'U0CAT', 'U0CAT']);
    const stamps = got.map(({ payload }) => String(Object(payload.actions)[0].action_ts));
    expect(new Set(stamps).size).toBe(4);
    expect(new Set(stamps.map((stamp) => stamp.slice(0, -3)))).toEqual(new Set(['1767603700.000']));
  });

  test('uses an old button only with `stale`', async () => {
    const { slack, post, types } = await open();
    const update = await post([asking('Prod/Ask@1')]);
    await update([section('Over')]);
    await press(slack, { ...approve, stale: true });
    expect(types()).toEqual(['block_actions']);
    await expect(press(slack, approve, SHORT)).rejects.toThrow('U0ANN finds no button "Approve" to press.');
  });

  test('fails with the error that the person sees', async () => {
    const broken = await open(() => ({ status: 500 }));
    await broken.post([asking('Prod/Ask@1')]);
    await expect(press(broken.slack, approve)).rejects.toThrow(
      'U0ANN pressed "Approve" and saw: This app responded with status code 500.',
    );
    await expect(press(broken.slack, { ...approve, as: 'U0NOBODY' })).rejects.toThrow('U0NOBODY is not a person');
  });

  test('fails when the modal refuses it, and closes the modal', async () => {
    const errors = { block0: 'Say more' };
    const { slack, post } = await open(({ payload }) =>
      payload.type === 'view_submission' ? { body: { response_action: 'errors', errors } } : undefined,
    );
    await post([asking('Prod/Ask@1')]);
    await expect(press(slack, { ...approve, button: 'Reject', comment: 'No' })).rejects.toThrow('Say more');
    await expect(press(slack, { ...approve, button: 'Reject' })).rejects.toThrow('required');
    expect(slack.snapshot().views).toEqual([]);
  });

  test('fails when no modal opens for the comment', async () => {
    const { slack, post } = await open();
    await post([asking('Prod/Ask@1')]);
    await expect(press(slack, { ...approve, comment: 'Fine' }, SHORT)).rejects.toThrow('No modal opened');
  });
});

describe('a check of Slack', () => {
  test('waits for a button, a text, and a message to one person only', async () => {
    const { slack, post, client } = await open();
    const button = seeInSlack(slack, { execution, button: 'Approve' }, { patience: LONG });
    const words = seeInSlack(slack, { execution, says: 'Soon' }, { patience: LONG });
    const alone = seeInSlack(slack, { as: 'U0ANN', says: 'not you' }, { patience: LONG });
    await client.chat.postEphemeral({ channel: 'C0OTHER', user: 'U0ANN', text: 'Sorry, not you' });
    await alone;
    const update = await post([section('Soon')]);
    await words;
    await update([asking('Prod/Ask@1')]);
    await button;
    for (const wrong of [{ execution, says: 'not you' }, { as: 'U0CAT', says: 'not you' }, { execution: 'none' }]) {
      await expect(seeInSlack(slack, wrong, { patience: SHORT })).rejects.toThrow('Slack does not show this');
    }
  });
});

describe('the agenda', () => {
  function plan() {
    const clock = { now: 0 };
    const reported: string[] = [];
    const agenda = createAgenda(
      () => clock.now,
      (failure) => reported.push(failure),
    );
    const at = (now: number) => {
      clock.now = now;
      agenda.run();
      return setTimeout(0);
    };
    return { agenda, at, reported };
  }

  test('delays a later step of a scenario until the earlier one ends, but not one of the same instant', async () => {
    const { agenda, at } = plan();
    const done: string[] = [];
    const turn = agenda.turns('story');
    const slow = Promise.withResolvers<void>();
    turn(1, 'press', () => slow.promise.then(() => void done.push('slow')));
    turn(1, 'press', () => void done.push('beside'));
    turn(2, 'stop', () => void done.push('later'));
    agenda.turns('other')(2, 'push', () => void done.push('elsewhere'));
    await at(2);
    expect([done, agenda.size()]).toEqual([['beside', 'elsewhere'], 2]);
    slow.resolve();
    await setTimeout(0);
    expect([done, agenda.size()]).toEqual([['beside', 'elsewhere', 'slow', 'later'], 0]);
  });

  test('reports failed steps, and goes on', async () => {
    const { agenda, at, reported } = plan();
    const done: string[] = [];
    const turn = agenda.turns('story');
    turn(1, 'approve', () => {
      throw new Error('Nothing waits');
    });
    turn(2, 'press', () => Promise.reject(new Error('No button')));
    turn(3, 'stop', () => void done.push('stop'));
    await at(3);
    expect(agenda.failures).toEqual(['story, approve: Nothing waits', 'story, press: No button']);
    expect([reported, done, agenda.size()]).toEqual([agenda.failures, ['stop'], 0]);
  });
});
