import { describe, expect, test } from 'vitest';
import { type Answer, type Got, type Lab, openApp, openLab, refusalOf, section } from './fixture.ts';

const channel = 'C0DEPLOYS';

function plain(text: string) {
  return { type: 'plain_text' as const, text };
}

const reason = {
  type: 'input' as const,
  block_id: 'reason',
  label: plain('Why?'),
  element: { type: 'plain_text_input' as const, action_id: 'text', multiline: true, min_length: 5, max_length: 20 },
};

function modal(more: object = {}) {
  return {
    type: 'modal' as const,
    callback_id: 'reject',
    title: plain('Reject'),
    submit: plain('Reject'),
    close: plain('Cancel'),
    private_metadata: 'opaque',
    blocks: [section('What happens then'), reason],
    ...more,
  };
}

/** A workspace with an app that opens this modal on a press, and answers a submission as the test defines. */
async function open(view: object = modal(), answer: (got: Got) => Answer = () => undefined) {
  let lab: Lab | undefined;
  const { got, app } = await openApp(async (one) => {
    if (one.payload.type === 'view_submission') return answer(one);
    await lab?.client.views.open({ trigger_id: one.payload.trigger_id, view: view as ReturnType<typeof modal> });
    return undefined;
  });
  lab = await openLab({ app });
  const elements = [{ type: 'button' as const, text: plain('Reject'), action_id: 'reject' }];
  const { ts = '' } = await lab.client.chat.postMessage({
    channel,
    text: '?',
    blocks: [{ type: 'actions', elements }],
  });
  const press = () => lab.slack.press({ user: 'U0ANN', channel, ts, button: 'reject' });
  await press();
  return { ...lab, got, press, opened: lab.slack.snapshot().views.at(-1)?.id ?? '' };
}

/** A workspace where a press opens nothing: resolves to a press function that returns a fresh trigger. */
async function triggers() {
  const { got, app } = await openApp();
  const lab = await openLab({ app });
  const elements = [{ type: 'button' as const, text: plain('Go'), action_id: 'go' }];
  const { ts = '' } = await lab.client.chat.postMessage({
    channel,
    text: '?',
    blocks: [{ type: 'actions', elements }],
  });
  const press = async () => {
    await lab.slack.press({ user: 'U0ANN', channel, ts, button: 'go' });
    return got.at(-1)?.payload.trigger_id ?? '';
  };
  return { ...lab, press };
}

describe('views.open', () => {
  test('opens a modal for the person who pressed', async () => {
    const { slack } = await open();
    expect(slack.snapshot().views).toMatchObject([
      { user: 'U0ANN', callback_id: 'reject', private_metadata: 'opaque', blocks: [{}, reason], errors: {} },
    ]);
  });

  test('returns the view, and generates missing ids', async () => {
    const lab = await triggers();
    const bare = { type: 'input' as const, label: plain('?'), element: { type: 'plain_text_input' as const } };
    const { view } = await lab.client.views.open({
      trigger_id: await lab.press(),
      view: modal({ blocks: [bare] }),
    });
    expect(view).toMatchObject({
      type: 'modal',
      team_id: 'T0LAB',
      callback_id: 'reject',
      private_metadata: 'opaque',
      state: { values: {} },
      blocks: [{ block_id: 'block0', element: { action_id: 'input0' } }],
    });
  });

  test('allows a later update, unless the view changed meanwhile', async () => {
    const lab = await open();
    const { view: before } = await lab.client.views.update({ view_id: lab.opened, view: modal() });
    const view = modal({ title: plain('Refuse') });
    const changed = await lab.client.views.update({ view_id: lab.opened, hash: before?.hash ?? '', view });
    expect(changed.view).toMatchObject({ id: lab.opened, title: { text: 'Refuse' } });
    expect(lab.slack.snapshot().views.map(({ title }) => title.text)).toEqual(['Refuse']);
    expect(await refusalOf(lab.client.views.update({ view_id: lab.opened, hash: 'old', view }))).toMatchObject({
      error: 'hash_conflict',
    });
    expect(await refusalOf(lab.client.views.update({ view_id: 'V0GONE', view }))).toMatchObject({ error: 'not_found' });
  });

  test('accepts a trigger once, and for three seconds of real time', async () => {
    const lab = await triggers();
    const view = modal();
    const first = await lab.press();
    lab.clock.real += 3_000;
    lab.clock.now += 60_000;
    await lab.client.views.open({ trigger_id: first, view });
    expect(await refusalOf(lab.client.views.open({ trigger_id: first, view }))).toMatchObject({
      error: 'exchanged_trigger_id',
    });
    const second = await lab.press();
    lab.clock.real += 3_001;
    expect(await refusalOf(lab.client.views.open({ trigger_id: second, view }))).toMatchObject({
      error: 'expired_trigger_id',
    });
    expect(await refusalOf(lab.client.views.open({ trigger_id: '1.2.3', view }))).toMatchObject({
      error: 'invalid_trigger_id',
    });
    expect(lab.slack.snapshot().views).toHaveLength(1);
  });

  const long = (length: number) => 'x'.repeat(length);
  const typing = (element: object) => ({ blocks: [{ ...reason, element: { ...reason.element, ...element } }] });

  test.each([
    ['a title', { title: plain(long(24)) }],
    ['a submit', { submit: plain(long(24)) }],
    ['a close', { close: plain(long(24)) }],
    ['private metadata', { private_metadata: long(3000) }],
    ['a callback id', { callback_id: long(255) }],
    ['a label', { blocks: [{ ...reason, label: plain(long(2000)) }] }],
    ['a hint', { blocks: [{ ...reason, hint: plain(long(2000)) }] }],
    ['a placeholder', typing({ placeholder: plain(long(150)) })],
    ['the longest text', typing({ min_length: 3000, max_length: 3000 })],
    ['blocks', { blocks: Array.from({ length: 100 }, () => ({ type: 'divider' })) }],
  ])('accepts %s at its limit', async (_, more) => {
    expect((await open(modal(more))).slack.snapshot().views).toHaveLength(1);
  });

  test.each([
    ['a long title', { title: plain(long(25)) }, 'must be less than 25 characters [json-pointer:/view/title/text]'],
    ['a long submit', { submit: plain(long(25)) }, 'must be less than 25 characters [json-pointer:/view/submit/text]'],
    ['a long close', { close: plain(long(25)) }, 'must be less than 25 characters [json-pointer:/view/close/text]'],
    ['no title', { title: undefined }, 'missing required field: title [json-pointer:/view]'],
    [
      'a title in mrkdwn',
      { title: { type: 'mrkdwn', text: 'No' } },
      'failed to match all allowed schemas [json-pointer:/view/title]',
    ],
    [
      'much private metadata',
      { private_metadata: long(3001) },
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    [
      'a long callback id',
      { callback_id: long(256) },
      'must be less than 256 characters [json-pointer:/view/callback_id]',
    ],
    [
      'a long label',
      { blocks: [{ ...reason, label: plain(long(2001)) }] },
      'must be less than 2001 characters [json-pointer:/view/blocks/0/label/text]',
    ],
    [
      'a long placeholder',
      typing({ placeholder: plain(long(151)) }),
      'must be less than 151 characters [json-pointer:/view/blocks/0/element/placeholder/text]',
    ],
    ['a long text', typing({ max_length: 3001 }), 'json-pointer:/view/blocks/0/element/max_length]'],
    ['a minimum above the maximum', typing({ min_length: 21 }), '`min_length` cannot be more than `max_length`'],
    [
      'too many blocks',
      { blocks: Array.from({ length: 101 }, () => ({ type: 'divider' })) },
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    ['an input and no submit', { submit: undefined }, '`submit` is required'],
    ['an unknown property', { colour: 'red' }, 'invalid additional property: colour [json-pointer:/view]'],
    ['an unknown block', { blocks: [{ type: 'magic' }] }, 'unsupported type: magic'],
    [
      'one block id twice',
      { blocks: [reason, reason] },
      '`block_id` must be unique [json-pointer:/view/blocks/1/block_id]',
    ],
  ])('refuses a view with %s', async (_, more, problem) => {
    const lab = await openLab();
    const call = lab.client.views.open({ trigger_id: 'any', view: modal(more) });
    const refusal = await refusalOf(call);
    expect(refusal).toMatchObject({ error: 'invalid_arguments' });
    expect(Object(refusal.response_metadata).messages.join('\n')).toContain(problem);
  });

  test('keeps the trigger of a refused view', async () => {
    const { got, app } = await openApp();
    const lab = await openLab({ app });
    await lab.slack.command({ user: 'U0ANN', channel, text: '' });
    const trigger_id = String(got[0]?.fields.trigger_id);
    await refusalOf(lab.client.views.open({ trigger_id, view: modal({ title: plain(long(25)) }) }));
    await lab.client.views.open({ trigger_id, view: modal() });
    expect(lab.slack.snapshot().views).toMatchObject([{ user: 'U0ANN' }]);
  });

  test('is the only way to an input: a message with one is refused', async () => {
    const { client } = await openLab();
    const call = client.chat.postMessage({ channel, text: '?', blocks: [reason] });
    expect(await refusalOf(call)).toMatchObject({ error: 'invalid_blocks' });
  });
});

describe('a submission', () => {
  test('is sent signed, with the typed text, and closes the modal', async () => {
    const { slack, got, opened } = await open();
    const values = { reason: 'Not today' };
    expect(await slack.submit({ user: 'U0ANN', viewId: opened, values })).toEqual({ ok: true });
    expect(got.at(-1)).toMatchObject({
      signed: true,
      payload: {
        type: 'view_submission',
        user: { id: 'U0ANN', team_id: 'T0LAB' },
        view: {
          id: opened,
          callback_id: 'reject',
          private_metadata: 'opaque',
          state: { values: { reason: { text: { type: 'plain_text_input', value: 'Not today' } } } },
        },
      },
    });
    expect(slack.snapshot().views).toEqual([]);
  });

  test('may name the input instead of its block, and has null for an empty input', async () => {
    const optional = { ...reason, block_id: 'more', optional: true };
    const { slack, got, opened } = await open(modal({ blocks: [reason, optional] }));
    await slack.submit({ user: 'U0ANN', viewId: opened, values: { reason: 'Not today', more: '' } });
    expect(got.at(-1)?.payload.view).toMatchObject({ state: { values: { more: { text: { value: null } } } } });
    const again = await open();
    await again.slack.submit({ user: 'U0ANN', viewId: again.opened, values: { text: 'Not today' } });
    expect(again.got.at(-1)?.payload.view).toMatchObject({
      state: { values: { reason: { text: { value: 'Not today' } } } },
    });
  });

  const choices = ['a', 'b'].map((value) => ({ text: plain(value.toUpperCase()), value }));
  const choosing = (more: object = {}, optional = false) => {
    const element = { type: 'static_select', action_id: 'one', options: choices, ...more };
    return { type: 'input', block_id: 'choice', label: plain('Which?'), element, optional };
  };
  const picking = (more: object = {}) => {
    const element = { type: 'datetimepicker', action_id: 'one', ...more };
    return { type: 'input', block_id: 'when', label: plain('When?'), element, optional: true };
  };

  test('has the option of a select and the time of a picker', async () => {
    const { slack, got, opened } = await open(modal({ blocks: [choosing(), picking()] }));
    await slack.submit({ user: 'U0ANN', viewId: opened, values: { choice: 'b', when: '1795168800' } });
    expect(got.at(-1)?.payload.view).toMatchObject({
      state: {
        values: {
          choice: { one: { type: 'static_select', selected_option: { text: plain('B'), value: 'b' } } },
          when: { one: { type: 'datetimepicker', selected_date_time: 1_795_168_800 } },
        },
      },
    });
  });

  test('has the initial values of unchanged inputs, and null for empty ones', async () => {
    const typed = { ...reason, element: { ...reason.element, initial_value: 'As before' } };
    const set = [choosing({ initial_option: choices[0] }), picking({ initial_date_time: 1_795_168_800 }), typed];
    const first = await open(modal({ blocks: set }));
    await first.slack.submit({ user: 'U0ANN', viewId: first.opened, values: {} });
    expect(Object(first.got.at(-1)?.payload.view).state.values).toMatchObject({
      choice: { one: { selected_option: { value: 'a' } } },
      when: { one: { selected_date_time: 1_795_168_800 } },
      reason: { text: { value: 'As before' } },
    });
    const second = await open(modal({ blocks: [choosing({}, true), picking()] }));
    await second.slack.submit({ user: 'U0ANN', viewId: second.opened, values: {} });
    expect(Object(second.got.at(-1)?.payload.view).state.values).toEqual({
      choice: { one: { type: 'static_select', selected_option: null } },
      when: { one: { type: 'datetimepicker', selected_date_time: null } },
    });
  });

  test.each([
    [{}, { choice: 'Please complete this required field.' }],
    [{ choice: 'c' }, { choice: 'There is no such choice.' }],
    [{ choice: 'a', when: 'tomorrow' }, { when: 'That is not a time.' }],
  ])('of the impossible values %j is not sent', async (values, errors) => {
    const { slack, opened } = await open(modal({ blocks: [choosing(), picking()] }));
    expect(await slack.submit({ user: 'U0ANN', viewId: opened, values })).toMatchObject({ ok: false, errors });
  });

  test.each([
    ['no choices', choosing({ options: [] })],
    [
      'too many choices',
      choosing({ options: Array.from({ length: 101 }, (_, n) => ({ text: plain('x'), value: `${n}` })) }),
    ],
    ['an unknown choice', choosing({ initial_option: { text: plain('C'), value: 'c' } })],
    ['a choice with another text', choosing({ initial_option: { text: plain('B'), value: 'a' } })],
    ['milliseconds', picking({ initial_date_time: 1_795_168_800_000 })],
    ['a time in words', picking({ initial_date_time: '1795168800' })],
    ['a placeholder in a picker', picking({ placeholder: plain('When?') })],
  ])('is impossible from a view with %s', async (_, input) => {
    const lab = await triggers();
    const view = modal({ blocks: [input] }) as ReturnType<typeof modal>;
    expect(await refusalOf(lab.client.views.open({ trigger_id: await lab.press(), view }))).toMatchObject({
      error: 'invalid_arguments',
    });
  });

  test.each([
    ['', 'Please complete this required field.'],
    ['   ', 'Please complete this required field.'],
    ['four', 'Please write at least 5 characters.'],
    ['x'.repeat(21), 'Please write at most 20 characters.'],
  ])('of %j is not sent', async (typed, error) => {
    const { slack, got, opened } = await open();
    const before = got.length;
    expect(await slack.submit({ user: 'U0ANN', viewId: opened, values: { reason: typed } })).toEqual({
      ok: false,
      error,
      errors: { reason: error },
    });
    expect(got.length).toBe(before);
    expect(slack.snapshot().views).toMatchObject([{ errors: { reason: error } }]);
  });

  test.each([5, 20])('of %i characters, exactly at a limit, is sent', async (length) => {
    const { slack, opened } = await open();
    const values = { reason: 'x'.repeat(length) };
    expect(await slack.submit({ user: 'U0ANN', viewId: opened, values })).toEqual({ ok: true });
  });

  test('with errors from the app stays open and shows the errors', async () => {
    const errors = { reason: 'Say more' };
    const { slack, opened } = await open(modal(), () => ({ body: { response_action: 'errors', errors } }));
    expect(await slack.submit({ user: 'U0ANN', viewId: opened, values: { reason: 'Because' } })).toEqual({
      ok: false,
      error: 'Say more',
      errors,
    });
    expect(slack.snapshot().views).toMatchObject([{ id: opened, errors }]);
  });

  test('may be answered with another view', async () => {
    const view = modal({ title: plain('Rejected'), blocks: [section('Done')], submit: undefined });
    const { slack, opened } = await open(modal(), () => ({ body: { response_action: 'update', view } }));
    expect(await slack.submit({ user: 'U0ANN', viewId: opened, values: { reason: 'Because' } })).toEqual({ ok: true });
    const [left] = slack.snapshot().views;
    expect(left).toMatchObject({ id: opened, title: plain('Rejected'), blocks: [section('Done')] });
    expect(left?.submit).toBeUndefined();
  });

  test('closes all modals if the app requests it', async () => {
    const { slack, press, opened } = await open(modal(), () => ({ body: { response_action: 'clear' } }));
    await press();
    expect(slack.snapshot().views).toHaveLength(2);
    await slack.submit({ user: 'U0ANN', viewId: opened, values: { reason: 'Because' } });
    expect(slack.snapshot().views).toEqual([]);
  });

  test.each([
    ['an error', { status: 500 }],
    ['a text', { body: 'Thanks' }],
    ['errors about an unknown block', { body: { response_action: 'errors', errors: { other: 'No' } } }],
    ['an empty list of errors', { body: { response_action: 'errors', errors: {} } }],
    ['an invalid view', { body: { response_action: 'update', view: modal({ title: plain('x'.repeat(25)) }) } }],
  ])('that is answered with %s stays open and shows an error', async (_, answer) => {
    const { slack, opened } = await open(modal(), () => answer);
    await slack.submit({ user: 'U0ANN', viewId: opened, values: { reason: '' } });
    expect(await slack.submit({ user: 'U0ANN', viewId: opened, values: { reason: 'Because' } })).toEqual({
      ok: false,
      error: 'We had some trouble connecting. Try again?',
    });
    expect(Object.keys(slack.snapshot().views[0]?.errors ?? {})).toEqual([]);
  });

  test('of the modal of another person is refused, and closing it has no effect', async () => {
    const { slack, got, opened } = await open();
    const before = got.length;
    slack.dismiss({ user: 'U0CAT', viewId: opened });
    for (const user of ['U0CAT', 'U0STRANGER']) {
      expect(await slack.submit({ user, viewId: opened, values: { reason: 'Because' } })).toMatchObject({ ok: false });
    }
    expect(await slack.submit({ user: 'U0ANN', viewId: 'V0', values: {} })).toMatchObject({ ok: false });
    expect([got.length - before, slack.snapshot().views.length]).toEqual([0, 1]);
    slack.dismiss({ user: 'U0ANN', viewId: opened });
    expect(slack.snapshot().views).toEqual([]);
  });
});

describe('the Home of a person', () => {
  const home = (blocks: object[]) => ({ type: 'home', blocks }) as never;
  const pin = {
    type: 'actions',
    elements: [
      {
        type: 'static_select',
        action_id: 'pin',
        options: [{ text: { type: 'plain_text', text: 'Shop' }, value: 'shop' }],
      },
      { type: 'button', action_id: 'again', text: { type: 'plain_text', text: 'Again' }, value: 'yes' },
    ],
  };

  test('is the last published view, and opening it sends an event', async () => {
    const { got, app } = await openApp();
    const { client, slack } = await openLab({ app });
    await client.views.publish({ user_id: 'U0ANN', view: home([section('One')]) });
    await client.views.publish({ user_id: 'U0ANN', view: home([section('Two'), pin]) });
    expect(slack.snapshot().homes).toMatchObject([{ user: 'U0ANN', blocks: [{ text: { text: 'Two' } }, {}] }]);
    expect(await slack.openHome('U0ANN')).toEqual({ ok: true });
    expect(got).toMatchObject([{ signed: true, headers: { 'content-type': 'application/json' } }]);
  });

  test('has controls for this person only', async () => {
    const { got, app } = await openApp();
    const { client, slack } = await openLab({ app });
    await client.views.publish({ user_id: 'U0ANN', view: home([pin]) });
    await slack.pressHome({ user: 'U0ANN', action_id: 'pin', value: 'shop' });
    await slack.pressHome({ user: 'U0ANN', action_id: 'again' });
    expect(got.map(({ payload }) => payload.actions)).toMatchObject([
      [{ type: 'static_select', selected_option: { value: 'shop' } }],
      [{ type: 'button', value: 'yes' }],
    ]);
    expect(await slack.pressHome({ user: 'U0CAT', action_id: 'again' })).toMatchObject({ ok: false });
    expect(await slack.pressHome({ user: 'U0ANN', action_id: 'pin', value: 'other' })).toMatchObject({ ok: false });
  });

  test('is refused with the errors of Slack', async () => {
    const { client } = await openLab();
    const publish = (user_id: string, view: object) =>
      refusalOf(client.views.publish({ user_id, view: view as never }));
    expect(await publish('U0ANN', { type: 'modal', blocks: [] })).toMatchObject({ error: 'invalid_arguments' });
    expect(await publish('U0ANN', { type: 'home', blocks: [{ type: 'section' }] })).toMatchObject({
      error: 'invalid_arguments',
    });
    expect(await publish('U0GONE', { type: 'home', blocks: [] })).toMatchObject({ error: 'user_not_found' });
  });
});
