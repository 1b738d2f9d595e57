import { describe, expect, test } from 'vitest';
import { openLab, refusalOf, section } from './fixture.ts';

const channel = 'C0DEPLOYS';

function plain(text: string) {
  return { type: 'plain_text', text };
}

function actions(...elements: object[]) {
  return { type: 'actions', elements };
}

function button(more: object = {}) {
  return { type: 'button', text: plain('Go'), action_id: 'go', ...more };
}

function times<T>(count: number, item: T): T[] {
  return Array.from({ length: count }, () => item);
}

const confirm = { title: plain('Sure?'), text: plain('Really'), confirm: plain('Yes'), deny: plain('No') };
const option = { text: plain('One'), value: '1' };

test('a section that is too long is refused with the message of Slack', async () => {
  const { client } = await openLab();
  const body = await refusalOf(client.chat.postMessage({ channel, text: 'x', blocks: [section('a'.repeat(3_001))] }));
  expect(body).toMatchObject({
    ok: false,
    error: 'invalid_blocks',
    errors: [
      'failed to match all allowed schemas [json-pointer:/blocks/0/text]',
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    response_metadata: {
      messages: [
        '[ERROR] failed to match all allowed schemas [json-pointer:/blocks/0/text]',
        '[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
      ],
    },
  });
});

describe('a block at the limits is accepted:', () => {
  test.each<[string, object[]]>([
    ['the longest section', [section('a'.repeat(3_000))]],
    ['ten fields', [{ type: 'section', fields: times(10, plain('f')) }]],
    ['one long field', [{ type: 'section', fields: [plain('f'.repeat(2_000))] }]],
    ['a header', [{ type: 'header', text: plain('h'.repeat(150)) }]],
    ['a context with ten elements', [{ type: 'context', elements: times(10, plain('c')) }]],
    ['twenty-five buttons', [actions(...times(25, button()))]],
    [
      'a full button',
      [actions(button({ value: 'v'.repeat(2_000), url: 'https://example.com', style: 'danger', confirm }))],
    ],
    [
      'an overflow menu as accessory',
      [{ ...section('s'), accessory: { type: 'overflow', options: times(5, option) } }],
    ],
    ['a select', [actions({ type: 'static_select', action_id: 's', placeholder: plain('Pick'), options: [option] })]],
    ['an image', [{ type: 'image', image_url: 'https://example.com/a.png', alt_text: 'a'.repeat(2_000) }]],
    ['fifty dividers', times(50, { type: 'divider' })],
  ])('%s', async (_, blocks) => {
    const { client } = await openLab();
    expect(await client.apiCall('chat.postMessage', { channel, text: 'x', blocks })).toMatchObject({ ok: true });
  });
});

describe('a block beyond the limits is refused:', () => {
  test.each<[string, object[], string]>([
    ['an empty section', [section('')], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    [
      'a section without content',
      [{ type: 'section' }],
      'must define either `text` or `fields` [json-pointer:/blocks/0]',
    ],
    [
      'eleven fields',
      [{ type: 'section', fields: times(11, plain('f')) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
    ],
    [
      'a long field',
      [{ type: 'section', fields: [plain('f'.repeat(2_001))] }],
      'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]',
    ],
    [
      'a long header',
      [{ type: 'header', text: plain('h'.repeat(151)) }],
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'a mrkdwn header',
      [{ type: 'header', text: { type: 'mrkdwn', text: 'h' } }],
      'must be a valid enum value [json-pointer:/blocks/0/text/type]',
    ],
    ['a header without text', [{ type: 'header' }], 'missing required field: text [json-pointer:/blocks/0]'],
    [
      'a context with eleven elements',
      [{ type: 'context', elements: times(11, plain('c')) }],
      'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'too many buttons',
      [actions(...times(26, button()))],
      'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'a button with a long text',
      [actions(button({ text: plain('b'.repeat(76)) }))],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    [
      'a button with a long value',
      [actions(button({ value: 'v'.repeat(2_001) }))],
      'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
    ],
    [
      'a long link',
      [actions(button({ url: `https://e/${'u'.repeat(3_000)}` }))],
      'must be less than 3001 characters [json-pointer:/blocks/0/elements/0/url]',
    ],
    [
      'a long action_id',
      [actions(button({ action_id: 'a'.repeat(256) }))],
      'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
    ],
    [
      'a green button',
      [actions(button({ style: 'green' }))],
      'must be a valid enum value [json-pointer:/blocks/0/elements/0/style]',
    ],
    [
      'a long confirm title',
      [actions(button({ confirm: { ...confirm, title: plain('t'.repeat(101)) } }))],
      'must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]',
    ],
    [
      'a long confirm text',
      [actions(button({ confirm: { ...confirm, text: plain('t'.repeat(301)) } }))],
      'must be less than 301 characters [json-pointer:/blocks/0/elements/0/confirm/text/text]',
    ],
    [
      'a long confirm label',
      [actions(button({ confirm: { ...confirm, confirm: plain('y'.repeat(31)) } }))],
      'must be less than 31 characters [json-pointer:/blocks/0/elements/0/confirm/confirm/text]',
    ],
    [
      'a confirm with a type',
      [actions(button({ confirm: { ...confirm, type: 'confirm' } }))],
      'invalid additional property: type [json-pointer:/blocks/0/elements/0/confirm]',
    ],
    [
      'six options',
      [actions({ type: 'overflow', options: times(6, option) })],
      'no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'a long block_id',
      [{ type: 'divider', block_id: 'b'.repeat(256) }],
      'must be less than 256 characters [json-pointer:/blocks/0/block_id]',
    ],
    [
      'one block_id twice',
      times(2, { type: 'divider', block_id: 'b' }),
      '`block_id` must be unique [json-pointer:/blocks/1/block_id]',
    ],
    ['fifty-one blocks', times(51, { type: 'divider' }), 'no more than 50 items allowed [json-pointer:/blocks]'],
    [
      'an unknown block',
      [{ type: 'rich_text', elements: [] }],
      'unsupported type: rich_text [json-pointer:/blocks/0/type]',
    ],
    [
      'an unknown property',
      [{ type: 'divider', colour: 'red' }],
      'invalid additional property: colour [json-pointer:/blocks/0]',
    ],
    [
      'a text that is not an object',
      [{ type: 'header', text: 'h' }],
      'must provide an object [json-pointer:/blocks/0/text]',
    ],
  ])('%s', async (_, blocks, problem) => {
    const { client, slack } = await openLab();
    const body = await refusalOf(client.apiCall('chat.postMessage', { channel, text: 'x', blocks }));
    expect(body.error).toBe('invalid_blocks');
    expect(body.errors).toContain(problem);
    expect(slack.snapshot().channels[0]?.messages).toEqual([]);
  });
});

test('all text together may have 10,000 characters, including the notification text', async () => {
  const { client } = await openLab();
  const blocks = times(3, section('a'.repeat(3_000)));
  await client.chat.postMessage({ channel, text: 't'.repeat(1_000), blocks });
  const more = client.chat.postMessage({ channel, text: 't'.repeat(1_001), blocks });
  expect(await refusalOf(more)).toMatchObject({ error: 'msg_blocks_too_long' });
});

test('blocks that are not a list are refused with a format error', async () => {
  const { client } = await openLab();
  for (const blocks of ['[', '{}']) {
    const call = client.apiCall('chat.postMessage', { channel, text: 'x', blocks });
    expect(await refusalOf(call)).toMatchObject({ error: 'invalid_blocks_format' });
  }
});
