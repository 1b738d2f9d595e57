import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actions, homeActions } from '../../../lib/slack/requests/action-ids.ts';
import { readRequest } from '../../../lib/slack/requests/parse-request.ts';
import { draws } from '../../kit/draws.ts';
import { CHANNEL, click, form, interaction, reference, submission } from '../../kit/slack-requests.ts';

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
const AT = 1_795_168_800_000;

const readForm = (body: string) => readRequest(FORM, body, AT);
const readPayload = (payload: object) => readForm(interaction(payload));
const readJson = (body: unknown) => readRequest(JSON_TYPE, JSON.stringify(body), AT);

describe('a press of a button', () => {
  it.each([
    [actions.approve, { wants: 'vote', decision: 'approve' }],
    [actions.withdraw, { wants: 'vote', decision: 'withdraw' }],
    [actions.approveWithComment, { wants: 'form', decision: 'approve' }],
    [actions.rejectWithComment, { wants: 'form', decision: 'reject' }],
  ])('of %s has the action, the person, the channel and the time', (action_id, meaning) => {
    expect(readPayload(click({ action_id }))).toEqual({
      type: 'click',
      ...meaning,
      user: 'U0ANN',
      name: 'ann',
      at: 1_795_168_799_840,
      channel: CHANNEL,
      reference,
      trigger: '12466734323.1395872398.0123456789abcdef',
      responseUrl: 'https://hooks.slack.com/actions/T012AB3C4/1234567890/abcdefghijklmnopqrstuvwx',
    });
  });

  it('of any other button or link is ignored', () => {
    for (const action_id of ['open-console', 'constructor', '__proto__', '', 'APPROVE']) {
      expect(readPayload(click({ action_id, value: undefined }))).toEqual({ type: 'other' });
    }
    expect(readPayload(click({}, { actions: [] }))).toEqual({ type: 'other' });
  });

  it('is found among others', () => {
    const [ours] = click({}).actions;
    const actions = [{ action_id: 'open-console', type: 'button', action_ts: '1.2' }, ours];
    expect(readPayload(click({}, { actions }))).toMatchObject({ type: 'click', decision: 'approve' });
  });

  it.each([undefined, '', 'approve', '{}', 'null', JSON.stringify({ ...reference, key: 'elsewhere#1' })])(
    'with the value %s is a press without a reference',
    (value) => expect(readPayload(click({ value }))).toMatchObject({ type: 'click', reference: undefined }),
  );

  it('has the best available name of the person and id of the channel', () => {
    const by = (user: object) => readPayload(click({}, { user: { id: 'U1', ...user } }));
    expect(by({ username: 'spengler' })).toMatchObject({ user: 'U1', name: 'spengler' });
    expect(by({ name: 'egon', username: 'spengler' })).toMatchObject({ name: 'egon' });
    expect(by({})).toMatchObject({ user: 'U1', name: undefined });
    expect(readPayload(click({}, { container: null }))).toMatchObject({ channel: CHANNEL });
    expect(readPayload(click({}, { container: { type: 'message' } }))).toMatchObject({ channel: CHANNEL });
    expect(readPayload(click({}, { channel: undefined }))).toMatchObject({ channel: CHANNEL });
    expect(readPayload(click({}, { container: null, channel: null }))).toEqual({ type: 'unknown' });
  });

  it('has the time of Slack to the millisecond, for any local clock', () => {
    fc.assert(
      fc.property(fc.nat(4_000_000_000), fc.nat(999_999), (seconds, micros) => {
        const action_ts = `${seconds}.${String(micros).padStart(6, '0')}`;
        const at = seconds * 1000 + Math.floor(micros / 1000);
        expect(readPayload(click({ action_ts }))).toMatchObject({ at });
      }),
    );
    expect(readPayload(click({ action_ts: '1795168799.5' }))).toMatchObject({ at: 1_795_168_799_500 });
    expect(readPayload(click({ action_ts: '1795168799' }))).toMatchObject({ at: 1_795_168_799_000 });
    for (const action_ts of [undefined, '', 'now', '1795168799.', '-1.0', '1e9']) {
      expect(readPayload(click({ action_ts }))).toEqual({ type: 'unknown' });
    }
  });
});

describe('a submitted form', () => {
  it.each(['approve', 'reject'] as const)('to %s has the decision, the comment and the approval', (decision) => {
    expect(readPayload(submission(' not ready ', { decision }))).toEqual({
      type: 'submission',
      decision,
      user: 'U0ANN',
      name: 'ann',
      at: AT,
      form: { reference, channel: CHANNEL },
      comment: ' not ready ',
    });
  });

  it('without text has an empty comment', () => {
    expect(readPayload(submission(null))).toMatchObject({ comment: '' });
    expect(readPayload(submission('x', { more: { state: { values: {} } } }))).toMatchObject({ comment: '' });
  });

  it('may be from another version or another app', () => {
    expect(readPayload(submission('x', { metadata: 'opaque' }))).toMatchObject({ type: 'submission', form: undefined });
    expect(readPayload(submission('x', { decision: 'thaw' }))).toEqual({ type: 'other' });
  });

  it('for a command has its channel and the value of each field', () => {
    const values = {
      pipelines: { pipelines: { type: 'plain_text_input', value: 'shop-*' } },
      stage: { stage: { type: 'plain_text_input', value: null } },
      for: {
        for: { type: 'static_select', selected_option: { text: { type: 'plain_text', text: 'x' }, value: '2h' } },
      },
      until: { until: { type: 'datetimepicker', selected_date_time: 1_795_168_800 } },
      because: { other: { type: 'plain_text_input', value: 'not ours' } },
    };
    const metadata = JSON.stringify({ channel: CHANNEL });
    const read = (more: object, decision = 'freeze') =>
      readPayload(submission(null, { decision, metadata, more: { state: { values: { ...values, ...more } } } }));
    expect(read({})).toEqual({
      type: 'form',
      command: 'freeze',
      id: expect.stringMatching(/^V012AB3CD-[a-z0-9]+$/),
      user: 'U0ANN',
      name: 'ann',
      at: AT,
      channel: CHANNEL,
      fields: { pipelines: 'shop-*', for: '2h', until: '1795168800' },
    });
    const empty = { for: { for: { selected_option: null } }, until: { until: { selected_date_time: null } } };
    expect(read(empty, 'override')).toMatchObject({ command: 'override', fields: { pipelines: 'shop-*' } });

    const idOf = (state: object) => Object(read(state)).id;
    expect(idOf({})).toBe(idOf({}));
    expect(idOf({ stage: { stage: { value: 'Build' } } })).not.toBe(idOf({}));
    for (const odd of ['', 'opaque', 'null', '{}', '{"channel":7}']) {
      expect(readPayload(submission(null, { decision: 'freeze', metadata: odd || ' ' }))).toMatchObject({
        type: 'form',
        channel: undefined,
      });
    }
  });
});

describe('another request of Slack', () => {
  it('is a command, with the text after it', () => {
    const read = readForm(form({ command: '/signalbox', text: 'why payments', user_id: 'U1' }));
    expect(read).toMatchObject({ type: 'command', command: '/signalbox', text: 'why payments', user: 'U1' });
    expect(readForm(form({ command: '/signalbox' }))).toMatchObject({ type: 'command', text: '' });
    const fields = { command: '/signalbox', user_id: 'U1', user_name: 'ann', channel_id: 'C1', trigger_id: '1.2.ab:c' };
    expect(readForm(form(fields))).toMatchObject({ user: 'U1', name: 'ann', channel: 'C1', id: '1.2.ab-c' });
  });

  it('is a URL verification', () => {
    expect(readJson({ type: 'url_verification', challenge: '3eZ', token: 't' })).toEqual({
      type: 'challenge',
      challenge: '3eZ',
    });
    expect(readRequest('Application/JSON; charset=utf-8', '{"type":"url_verification","challenge":"x"}', AT)).toEqual({
      type: 'challenge',
      challenge: 'x',
    });
  });

  it('is an event, a shortcut or a certificate check, which are ignored', () => {
    expect(readJson({ type: 'event_callback', event: { type: 'app_mention' } })).toEqual({ type: 'other' });
    expect(readPayload({ type: 'message_action', callback_id: 'x' })).toEqual({ type: 'other' });
    expect(readPayload({ type: 'view_closed' })).toEqual({ type: 'other' });
    expect(readForm(form({ ssl_check: '1', token: 't' }))).toEqual({ type: 'other' });
  });

  it.each([
    [FORM, ''],
    [FORM, 'payload='],
    [FORM, 'payload=null'],
    [FORM, 'payload=%7B'],
    [FORM, form({ payload: '{"type":7}' })],
    [FORM, interaction({ type: 'block_actions' })],
    [FORM, interaction({ type: 'view_submission', view: {} })],
    [JSON_TYPE, ''],
    [JSON_TYPE, '{"type":"url_verification"}'],
    [JSON_TYPE, '{"type":"else"}'],
    [JSON_TYPE, form({ command: '/signalbox' })],
    ['application/jsonp', '{"type":"event_callback"}'],
    ['text/plain', form({ command: '/signalbox' })],
    ['', form({ command: '/signalbox' })],
  ])('is unknown: %s %s', (contentType, body) => {
    expect(readRequest(contentType, body, AT)).toEqual({ type: 'unknown' });
  });

  it('never throws', () => {
    const types = fc.constantFrom(FORM, JSON_TYPE);
    const payloads = fc.record({ type: fc.constantFrom('block_actions', 'view_submission'), view: fc.json() });
    const bodies = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((payload) => form({ payload })),
      payloads.map(interaction),
    );
    fc.assert(
      fc.property(types, bodies, (type, body) => void readRequest(type, body, AT)),
      draws(1000),
    );
  });
});

describe('the Home', () => {
  const opened = (event: object) => readJson({ type: 'event_callback', team_id: 'T1', event });
  const key = 'pipeline#111122223333#eu-central-1#payments';
  const inHome = (action: object) =>
    readPayload(
      click({ value: undefined, ...action }, { container: { type: 'view', view_id: 'V1' }, channel: undefined }),
    );

  it('is refreshed if its own tab is opened, not another one', () => {
    const event = { type: 'app_home_opened', user: 'U0ANN', tab: 'home' };
    expect(opened(event)).toEqual({ type: 'home', user: 'U0ANN', at: AT, isPress: false });
    expect(opened({ ...event, tab: 'messages' })).toEqual({ type: 'other' });
    expect(opened({ ...event, user: undefined })).toEqual({ type: 'other' });
    expect(opened({ ...event, type: 'message' })).toEqual({ type: 'other' });
    expect(readJson({ type: 'event_callback' })).toEqual({ type: 'other' });
  });

  it.each([
    [homeActions.refresh, { value: 'home-refresh' }, undefined],
    [homeActions.mute, { value: JSON.stringify({ key }) }, { type: 'mute', pipeline: key }],
    [homeActions.pin, { selected_option: { value: JSON.stringify({ key }) } }, { type: 'pin', pipeline: key }],
    [homeActions.unpin, { value: 'of an older version' }, undefined],
  ])('is used by %s', (action_id, action, act) => {
    expect(inHome({ action_id, ...action })).toMatchObject({ type: 'home', user: 'U0ANN', act, isPress: true });
  });
});
