import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, type CDPSession, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Lab } from '../../../lab/lab.ts';
import type { LabState } from '../../../lab/page/state.ts';
import { findChromium } from '../../../lab/pictures/chromium.ts';
import { type Picture, pictures } from '../../../lab/pictures/pictures.ts';
import { showPicture } from '../../../lab/pictures/show.ts';
import { known, readScenarios, type Scenario } from '../../../lab/scenario.ts';
import { site } from '../../../lab/site.ts';
import { renderHome } from '../../../lib/slack/render/home.ts';
import { passTo, quiet, testLab } from '../../kit/lab.ts';
import { fixture, hostile, serveFixture } from './fixture.ts';

const executablePath = findChromium();

// One file, because all tests share one browser.
describe.skipIf(!executablePath)("the lab's page, in a browser", () => {
  let context: BrowserContext;
  let profile: string;

  beforeAll(async () => {
    profile = await mkdtemp(join(tmpdir(), 'signalbox-page-'));
    context = await chromium.launchPersistentContext(profile, {
      ...(executablePath && { executablePath }),
      headless: true,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    });
  });

  beforeAll(() => context.setDefaultTimeout(300_000));

  /** Each page costs a process, so the tests with the fixture take turns with one. */
  let page: Page;
  let devtools: CDPSession;
  beforeAll(async () => {
    page = await context.newPage();
    devtools = await context.newCDPSession(page);
  });

  afterAll(async () => {
    await context?.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 3 });
  });

  async function openPage(change: (state: LabState) => void = () => {}, timezoneId = 'UTC') {
    const state = structuredClone(fixture);
    change(state);
    const lab = await serveFixture(state);
    const broken: string[] = [];
    page.on('pageerror', (error) => broken.push(error.message));
    page.on('console', (line) => line.type() === 'error' && broken.push(line.text()));
    onTestFinished(async () => {
      await page.goto('about:blank');
      for (const event of ['pageerror', 'console']) page.removeAllListeners(event);
      lab.close();
      expect(broken).toEqual([]);
    });
    await page.setViewportSize({ width: 1280, height: 720 });
    await devtools.send('Emulation.setTimezoneOverride', { timezoneId });
    await page.goto(lab.url);
    await page.getByText('checkout-prod').first().waitFor();
    return { page, ...lab };
  }

  function deploys({ slack }: LabState) {
    return slack.channels[0]?.messages ?? [];
  }

  function card(page: Page) {
    return page.getByRole('article', { name: 'Pipeline checkout-prod' });
  }

  test('shows the stages, their executions, and a closed transition with its reason and its waiting execution', async () => {
    const { page } = await openPage();
    expect(await page.locator('.station').allInnerTexts()).toEqual([
      'Source\n✔\nSucceeded\n3f2a91c4',
      'Build\n●\nRunning\n3f2a91c4',
      'Staging\n◆\nNeeds approval\nc0ffee00',
      'Deploy\n○\nNot started',
    ]);
    expect(await page.locator('.closures').textContent()).toBe(
      '■ Deploy is closed: weekend freeze until Mon 08:00 (by signalbox)',
    );
    expect(await page.locator('.gate.closed .inbound').textContent()).toContain('feed5eed');
    const execution = page.locator('.execution', { hasText: 'Round the tax' });
    expect(await execution.locator('summary').textContent()).toMatch(/^◌Waiting/);
  });

  test('shows a message like Slack, with its number of edits and the reasons for it', async () => {
    const { page } = await openPage();
    const message = page.locator('.message').nth(1);
    expect(await message.locator('h4.header').textContent()).toBe('✖ checkout-prod failed in Build');
    expect(await message.getByRole('link', { name: 'see the log' }).getAttribute('href')).toBe(
      'https://example.com/logs?a=1&b=2',
    );
    expect(await message.getByRole('link', { name: 'Console' }).getAttribute('rel')).toContain('noopener');
    expect(await message.locator('pre').textContent()).toContain('at <cart.spec.ts:41>');
    const style = await page.evaluate("getComputedStyle(document.querySelector('.message .section')).fontVariantEmoji");
    expect(style, 'each emoji in colour').toBe('unicode');
    expect(await message.locator('.fields time').textContent()).toBe('5 Jan 2026 09:23');
    expect(await message.locator(':scope > .content > header').textContent()).toContain('edited 7 times');
    const why = await message.locator('.why').textContent();
    expect(why).toContain('Not retried: code-or-test failures do not pass by trying again.');
    expect(why).not.toContain('another execution');
    expect(await page.locator('.message').first().locator('.why').count()).toBe(0);
  });

  test('shows a thread closed, and opens it on a click', async () => {
    const { page, state } = await openPage();
    const thread = page.locator('.message').nth(1).locator('.thread');
    expect(await thread.locator('summary').first().textContent()).toMatch(/^1 reply/);
    expect(await thread.locator('.reply').isVisible()).toBe(false);
    await thread.getByText('1 reply').click();
    expect(await thread.locator('.reply').textContent()).toContain('Retried once: transient maybe. @here @releasers');
    const [first] = deploys(state)[1]?.replies ?? [];
    if (!first) throw new Error('The fixture has changed');
    deploys(state)[1]?.replies.push({ ...first, ts: '1767605300.000300', text: 'It passed.' });
    await thread.getByText('2 replies').waitFor();
    await thread.getByText('It passed.').waitFor();
  });

  test('shows a broadcast reply in the channel and in its closed thread', async () => {
    const { page } = await openPage((state) => {
      const reply = {
        ts: '1767605400.000300',
        author: 'U0SIGNALBOX',
        text: 'It needs *a decision*.',
        blocks: [],
        updates: 0,
        broadcast: true,
        metadata: { event_type: 'signalbox', event_payload: { execution: state.why[0]?.execution } },
      };
      deploys(state)[1]?.replies.push(reply);
      deploys(state).push({ ...reply, replies: [] });
    });
    const visible = page.getByText('It needs a decision.').filter({ visible: true });
    expect(await visible.count()).toBe(1);
    const message = page.locator('.message').nth(2);
    expect(await message.locator('header').textContent()).toContain(
      'replied to a thread: checkout-prod failed in Build',
    );
    expect(await message.locator('.why').count()).toBe(0);
    await message.getByRole('button', { name: 'checkout-prod failed in Build' }).click();
    await page.locator('.reply').nth(1).waitFor();
    expect(await page.locator('.reply').nth(1).locator('header').textContent()).toContain('Also sent to the channel');
  });

  test('folds a long text behind "see more", and keeps it open', async () => {
    const long = (lines: number) => Array.from({ length: lines }, (_, index) => `line ${index + 1}`).join('\n');
    const { page, state } = await openPage((state) => {
      const [message] = deploys(state);
      if (!message) throw new Error('The fixture has changed');
      const section = (text: string, more = {}) => ({ type: 'section', text: { type: 'mrkdwn', text }, ...more });
      const texts = [long(40), 'word '.repeat(300), 'short', long(40)];
      message.blocks = [
        section(texts[0] ?? ''),
        section(texts[1] ?? ''),
        section(texts[2] ?? ''),
        section(texts[3] ?? '', { expand: true }),
      ];
      deploys(state)[1]?.replies.push({ ...message, ts: '1767605400.000300', text: long(40), blocks: [] });
    });
    const message = page.locator('.message').first();
    const heights = () => message.locator('.section').evaluateAll((all) => all.map(({ clientHeight }) => clientHeight));
    const [lines = 0, words = 0, short = 0, expanded = 0] = await heights();
    expect(expanded).toBeGreaterThan(3 * lines);
    expect(lines).toBeGreaterThan(short);
    expect(words).toBeGreaterThan(short);
    expect(await message.locator('.more').count()).toBe(2);
    await message.locator('.more summary').first().click();
    const [first] = deploys(state);
    if (!first) throw new Error('The fixture has changed');
    state.slack.channels[0]?.messages.splice(0, 1, { ...first, updates: 3 });
    await page.getByText('edited 3 times').waitFor();
    expect((await heights())[0]).toBeGreaterThanOrEqual(expanded);
    await page.locator('.thread').getByText('2 replies').click();
    expect(await page.locator('.reply .more').count()).toBe(1);
  });

  test('shows dates in the time zone of the reader, with days relative to the clock of the lab', async () => {
    const at = (iso: string) => Date.parse(iso) / 1000;
    const dates = [
      `<!date^${at('2026-01-05T23:30:00Z')}^{date_short_pretty} at {time}|5 Jan>`,
      `<!date^${at('2026-01-04T12:00:00Z')}^{date_pretty}|4 Jan>`,
      `<!date^${at('2026-01-06T12:00:00Z')}^{date_long_pretty} {time_secs}|6 Jan>`,
      `<!date^${at('2026-01-05T08:30:00Z')}^{ago}|once>`,
      `<!date^${at('2026-01-05T08:30:00Z')}^{date_num}^https://example.com/|once>`,
      `<!date^${at('2026-01-05T08:30:00Z')}^{moon}|by the fallback>`,
    ];
    const { page } = await openPage((state) => {
      const text = dates.join(' / ');
      deploys(state).push({ ts: '1767605500.000300', author: 'U0ANN', text, blocks: [], updates: 0, replies: [] });
    }, 'America/New_York');
    const message = page.locator('.message').nth(2);
    expect(await message.locator('.blocks').textContent()).toBe(
      'today at 18:30 / yesterday / tomorrow 07:00:00 / 1 hour ago / 2026-01-05 / by the fallback',
    );
    expect(await message.getByRole('link').getAttribute('href')).toBe('https://example.com/');
    expect(await message.locator('header time').textContent()).toBe('04:31:40');
  });

  test('has the messages first on a phone, and beside the pipelines on a wide screen', async () => {
    const { page } = await openPage();
    const tops = async () => {
      const boxes = await Promise.all(['.received', '.pipelines'].map((one) => page.locator(one).boundingBox()));
      return boxes.map((box) => box?.y ?? Number.NaN);
    };
    await page.setViewportSize({ width: 390, height: 800 });
    const [received = 0, pipelines = 0] = await tops();
    expect(received).toBeLessThan(pipelines);
    await page.setViewportSize({ width: 1500, height: 800 });
    const [wideReceived, widePipelines] = await tops();
    expect(wideReceived).toBe(widePipelines);
  });

  test('shows the Home of the person, and sends the actions of its controls', async () => {
    const key = 'pipeline#111122223333#eu-central-1#checkout-prod' as const;
    const { blocks } = renderHome({
      asOf: Date.parse('2026-01-05T09:00:00Z'),
      approvals: [
        { headline: '⏳ checkout-prod waits', text: 'Deploy/approve: you can approve it.', channels: ['C0DEPLOYS'] },
      ],
      moreApprovals: 0,
      pipelines: [{ key, name: 'checkout-prod', text: '🔄 checkout-prod is running', isPinned: true, isMuted: false }],
      morePipelines: 0,
      freezes: ['weekend: frozen until 2026-01-06 08:00 UTC'],
      others: ['pipeline#111122223333#eu-central-1#search'],
    });
    const { page, commands } = await openPage(
      ({ slack }) => void slack.homes.push({ user: 'U0ANN', blocks: JSON.parse(JSON.stringify(blocks)) }),
    );
    await page.getByRole('button', { name: '⌂ Home' }).click();
    const home = page.getByRole('article', { name: 'Home' });
    expect(await home.locator('.header').allInnerTexts()).toEqual([
      'Approvals that you can decide',
      'Pipelines that you follow',
      'Freezes and locks',
    ]);
    expect(await home.textContent()).toContain('Its buttons are in #deploys.');
    expect(await home.locator('time').allInnerTexts()).toEqual(['today 09:00', 'tomorrow 08:00']);
    await home.getByRole('button', { name: 'Mute for me' }).click();
    await home.getByRole('combobox', { name: 'Pin a pipeline' }).selectOption({ index: 1 });
    await home.getByRole('button', { name: 'Refresh' }).click();
    await expect.poll(() => commands).toHaveLength(4);
    expect(commands).toMatchObject([
      { type: 'home', as: 'U0ANN' },
      { type: 'home-click', action_id: 'home-mute', value: JSON.stringify({ key }) },
      { type: 'home-click', action_id: 'home-pin', value: expect.stringContaining('#search') },
      { type: 'home-click', action_id: 'home-refresh' },
    ]);
    await page.getByLabel('Press as').selectOption('U0BOB');
    await page.getByText('has not shown a Home to this person').waitFor();
  });

  test('lists the scenarios in groups', async () => {
    const { page } = await openPage();
    const groups = page.getByLabel('Scenario').locator('optgroup');
    expect(await groups.evaluateAll((all) => all.map((one) => one.getAttribute('label')))).toEqual([
      'Retries',
      'Freezes',
    ]);
  });

  test('shows the text of the notification only after a click', async () => {
    const { page } = await openPage();
    const preview = page.locator('.message').nth(1).locator('.preview p');
    expect(await preview.isVisible()).toBe(false);
    await page.getByText('Notification preview').click();
    expect(await preview.textContent()).toBe('checkout-prod failed in Build: the unit tests failed');
  });

  test('shows hostile text as text', async () => {
    const { page } = await openPage((state) => {
      const [deploys] = state.slack.channels;
      deploys?.messages.push(
        { ts: '1767605300.000400', author: 'U0ANN', text: hostile, blocks: [], updates: 0, replies: [] },
        {
          ts: '1767605300.000500',
          author: 'U0ANN',
          text: '<javascript:window.pwned=3|click me> *<script>window.pwned=4</script>*',
          blocks: [{ type: '<b>odd</b>' }],
          updates: 0,
          replies: [],
        },
      );
      state.sns.push({
        at: state.now,
        topic: hostile,
        subject: hostile,
        attributes: { [hostile]: hostile },
        message: hostile,
      });
    });
    expect(await page.locator('.message').nth(2).locator('.blocks').textContent()).toBe(hostile);
    await page.getByRole('button', { name: /SNS inbox/ }).click();
    expect(await page.locator('.mail').nth(1).locator('pre').textContent()).toBe(hostile);
    expect(await page.locator('main img, main script, a[href^="javascript"]').count()).toBe(0);
    expect(await page.evaluate('window.pwned')).toBeUndefined();
  });

  test('sends a command for every button in the bar and on a pipeline', async () => {
    const { page, commands } = await openPage();
    await page.getByRole('button', { name: 'Skip 15 min' }).click();
    await page.getByRole('button', { name: 'Kill the worker' }).click();
    await page.getByLabel('Scenario').selectOption('freeze');
    await page.getByRole('button', { name: 'Play' }).click();
    await card(page).getByRole('button', { name: 'Push a commit' }).click();
    await card(page).getByRole('button', { name: 'Flaky' }).click();
    await card(page).getByRole('button', { name: 'Open the transition into Deploy' }).click();
    await card(page).getByText('Earlier executions').click();
    await card(page).getByText('Bump the payment client').click();
    await card(page).getByRole('button', { name: 'Retry failed actions' }).click();
    await card(page).getByRole('button', { name: 'Roll Build back to c0ffee00' }).click();
    const pipeline = 'checkout-prod';
    // They are sent in parallel, so they may arrive in another order.
    await expect.poll(() => commands.length).toBe(8);
    expect(commands).toEqual(
      expect.arrayContaining([
        { type: 'skip', ms: 900_000 },
        { type: 'kill-worker' },
        { type: 'scenario', name: 'freeze' },
        { type: 'push', pipeline },
        { type: 'outcome', pipeline, stage: 'Build', action: 'Compile', how: 'flaky' },
        { type: 'enable', pipeline, stage: 'Deploy' },
        { type: 'retry', pipeline, execution: expect.stringMatching(/^9b1d/), stage: 'Build', mode: 'FAILED_ACTIONS' },
        { type: 'rollback', pipeline, stage: 'Build', execution: expect.stringMatching(/^c0ff/) },
      ]),
    );
  });

  test('asks for the comment, the reason and the confirmation first, with the keyboard only', async () => {
    const { page, commands } = await openPage();
    await card(page).getByRole('button', { name: 'Reject' }).press('Enter');
    await page.keyboard.type('not ready');
    await page.keyboard.press('Enter');
    await card(page).getByRole('button', { name: 'Close the transition into Build' }).press('Enter');
    await page.keyboard.type('audit');
    await page.keyboard.press('Enter');
    await card(page).getByRole('button', { name: 'Stop and abandon 3f2a91c4' }).press('Enter');
    await page.keyboard.press('Escape');
    await expect
      .poll(() => commands)
      .toMatchObject([
        { type: 'reject', stage: 'Staging', action: 'Sign-off', comment: 'not ready' },
        { type: 'disable', stage: 'Build', reason: 'audit' },
      ]);
    await page.locator('.message').getByRole('button', { name: 'Retry failed actions' }).click();
    expect(await page.getByRole('dialog').textContent()).toContain('The failed actions of Build start again.');
  });

  test('lists two identical mails as two', async () => {
    const { page, state } = await openPage((lab) => lab.sns.push(...lab.sns));
    await page.getByRole('button', { name: /SNS inbox/ }).click();
    state.sns.push(...fixture.sns);
    await page.getByRole('button', { name: 'SNS inbox, 3 messages' }).waitFor();
    expect(await page.locator('.mail').count()).toBe(3);
  });

  test('shows an error when the lab refuses a command', async () => {
    const { page } = await openPage();
    await page.getByRole('button', { name: 'Slack outage, 1 min' }).click();
    await page.getByRole('alert').filter({ hasText: 'Slack is down already' }).waitFor();
  });

  const view = {
    id: 'V1',
    user: 'U0BOB',
    trigger: '1.2.3',
    title: { type: 'plain_text' as const, text: 'Reject' },
    submit: { type: 'plain_text' as const, text: 'Reject it' },
    close: { type: 'plain_text' as const, text: 'Never mind' },
    callback_id: 'reject',
    private_metadata: '',
    external_id: '',
    clear_on_close: false,
    notify_on_close: false,
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: 'It *ends* here.' } },
      {
        type: 'input',
        block_id: 'why',
        label: { type: 'plain_text', text: 'Why?' },
        hint: { type: 'plain_text', text: 'Everybody reads it' },
        element: { type: 'plain_text_input', action_id: 'text', multiline: true },
      },
    ],
    errors: {},
  };

  test('shows each person their own ephemeral messages, presses and errors', async () => {
    const { page, commands } = await openPage(({ slack: { channels } }) => {
      const [message] = channels[0]?.messages.splice(1) ?? [];
      if (!message) throw new Error('The fixture has changed');
      const common = { author: 'U0SIGNALBOX', blocks: [], updates: 0, replies: [] };
      channels[0]?.messages.push(
        { ...common, ts: '1767605001.000100', text: 'Not you, Ann', onlyFor: 'U0ANN' },
        { ...message, replies: [{ ...common, ts: '1767605002.000100', text: 'Not you, Bob', onlyFor: 'U0BOB' }] },
      );
    });
    const pane = page.locator('#pane');
    expect(await pane.textContent()).toMatch(/Only visible to you.*Not you, Ann/);
    expect(await pane.textContent()).not.toContain('Not you, Bob');
    await page.getByLabel('Press as').selectOption('Bob');
    await pane.getByText('1 reply').click();
    await pane.getByText('Not you, Bob').waitFor();
    expect(await pane.textContent()).not.toContain('Not you, Ann');
    await pane.getByRole('button', { name: 'Retry failed actions' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Retry', exact: true }).click();
    await page.getByRole('alert').filter({ hasText: 'Bob sees: This app could not be reached.' }).waitFor();
    const ts = '1767605100.000200';
    expect(commands).toEqual([
      { type: 'click', as: 'U0BOB', channel: 'C0DEPLOYS', ts, action_id: 'retry', value: 'r1' },
    ]);
    await page.reload();
    await pane.getByText('1 reply').click();
    await pane.getByText('Not you, Bob').waitFor();
  });

  test('opens a modal for its person only, keeps the typed text and shows errors', async () => {
    const { page, commands, state } = await openPage(({ slack }) => void slack.views.push(structuredClone(view)));
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByLabel('Press as').selectOption('Bob');
    const modal = page.getByRole('dialog', { name: 'Reject' });
    const why = modal.getByLabel('Why?');
    await why.pressSequentially('Not to');
    state.slack.views[0] = { ...structuredClone(view), errors: { why: 'Say more' } };
    await modal.getByText('Say more').waitFor();
    expect(await modal.textContent()).toContain('It ends here.');
    expect(await why.getAttribute('aria-invalid')).toBe('true');
    expect(await why.evaluate((field) => field.matches(':focus'))).toBe(true);
    await why.pressSequentially('day');
    await modal.getByRole('button', { name: 'Reject it' }).click();
    await modal.getByRole('button', { name: 'Never mind' }).click();
    await expect.poll(() => commands).toHaveLength(2);
    expect(commands).toEqual([
      { type: 'submit', as: 'U0BOB', view: 'V1', values: { why: 'Not today' } },
      { type: 'dismiss', as: 'U0BOB', view: 'V1' },
    ]);
    state.slack.views = [];
    await modal.waitFor({ state: 'hidden' });
  });

  test('shows each kind of input, and sends its value', async () => {
    const plain = (text: string) => ({ type: 'plain_text' as const, text });
    const asks = (block_id: string, element: object) => {
      return {
        type: 'input',
        block_id,
        label: plain(block_id),
        optional: true,
        element: { action_id: 'x', ...element },
      };
    };
    const options = ['1h', '2h'].map((value) => ({ text: plain(`${value} long`), value }));
    const at = Date.UTC(2026, 0, 6, 8) / 1000;
    const blocks = [
      asks('which', { type: 'plain_text_input', initial_value: 'shop-*' }),
      asks('choice', { type: 'static_select', placeholder: plain('Choose'), options }),
      asks('chosen', { type: 'static_select', options, initial_option: options[1] }),
      asks('when', { type: 'datetimepicker', initial_date_time: at }),
      asks('later', { type: 'datetimepicker' }),
      asks('never', { type: 'datetimepicker' }),
    ];
    const { page, commands } = await openPage(({ slack }) => void slack.views.push({ ...view, user: 'U0ANN', blocks }));
    const modal = page.getByRole('dialog', { name: 'Reject' });
    expect(await modal.getByLabel('when').inputValue()).toBe('2026-01-06T08:00');
    expect(await modal.getByLabel('choice').locator('option').allTextContents()).toEqual([
      'Choose',
      '1h long',
      '2h long',
    ]);
    await modal.getByLabel('choice').selectOption('1h long');
    await modal.getByLabel('later').fill('2026-01-07T09:30');
    await modal.getByRole('button', { name: 'Reject it' }).click();
    const later = String(Date.UTC(2026, 0, 7, 9, 30) / 1000);
    const values = { which: 'shop-*', choice: '1h', chosen: '2h', when: String(at), later, never: '' };
    await expect.poll(() => commands).toEqual([{ type: 'submit', as: 'U0ANN', view: 'V1', values }]);
  });

  test('sends the slash command in the open channel, as the selected person', async () => {
    const { page, commands } = await openPage();
    const box = page.getByLabel('/signalbox');
    await page.getByLabel('Press as').selectOption('Bob');
    await box.fill('/signalbox why checkout-prod');
    await box.press('Enter');
    await expect.poll(() => box.inputValue()).toBe('');
    await page.getByRole('button', { name: /approvals/ }).click();
    await box.fill('refuse this');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('alert').filter({ hasText: 'Bob sees: /signalbox failed' }).waitFor();
    expect(await box.inputValue()).toBe('refuse this');
    expect(commands).toEqual([
      { type: 'command', as: 'U0BOB', channel: 'C0DEPLOYS', text: 'why checkout-prod' },
      { type: 'command', as: 'U0BOB', channel: 'C0QUIET', text: 'refuse this' },
    ]);
    await page.getByRole('button', { name: /SNS inbox/ }).click();
    await box.waitFor({ state: 'hidden' });
  });

  describe('in the time of people', () => {
    let scenarios: Scenario[];
    let lab: Lab;
    let page: Page;
    beforeAll(async () => {
      scenarios = await readScenarios();
      lab = await testLab({ speed: 20, unhurried: true, other: (running) => site(running, scenarios) });
      page = await context.newPage();
    });
    afterAll(async () => {
      await page.close();
      await lab.stop();
    });

    test('supports a command with a form: the command, the form, its errors, and the answer', async () => {
      await page.goto(`http://127.0.0.1:${lab.port}/`);
      const dialog = page.getByRole('dialog', { name: 'Freeze' });
      const box = page.getByLabel('/signalbox');
      await page.getByLabel('Press as').selectOption('Jo Okafor');
      await box.fill('freeze sh/op');
      await box.press('Enter');
      await dialog.getByText('"sh/op" is not a name or pattern').waitFor();
      await dialog.getByLabel('Duration').selectOption('2 hours');
      await dialog.getByLabel('Reason').fill('load test');
      await dialog.getByRole('button', { name: 'Freeze' }).click();
      await dialog.locator('[data-error="pipelines"]', { hasText: 'is not a name or pattern' }).waitFor();
      await dialog.getByLabel('Pipelines', { exact: true }).fill('shop-*');
      await dialog.getByRole('button', { name: 'Freeze' }).click();
      await dialog.waitFor({ state: 'hidden' });
      await page.locator('#pane', { hasText: /Only visible to you.*freeze/s }).waitFor();
      await page.getByLabel('Press as').selectOption('Mia Sorel');
      await page.getByText('Only visible to you').waitFor({ state: 'hidden' });
    });

    test('lets only approvers decide an approval', async () => {
      lab.begin(known(scenarios, 'approval'));
      await page.goto(`http://127.0.0.1:${lab.port}/`);
      // The request for approval has the buttons too.
      const message = page.locator('.message', { hasText: 'accounts' }).first();
      const dialog = page.getByRole('dialog');

      await page.getByLabel('Press as').selectOption('Jo Okafor');
      await message.getByRole('button', { name: 'Approve', exact: true }).click();
      await dialog.getByRole('button', { name: 'Approve', exact: true }).click();
      await page.getByText('Only visible to you').waitFor();

      await page.getByLabel('Press as').selectOption('Ann Weber');
      await page.getByText('Only visible to you').waitFor({ state: 'hidden' });
      await message.getByRole('button', { name: 'Reject with comment' }).click();
      await dialog.getByRole('button', { name: 'Reject' }).click();
      await dialog.getByText('Please complete this required field.').waitFor();
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });

      await message.getByRole('button', { name: 'Approve', exact: true }).click();
      await dialog.getByRole('button', { name: 'Approve', exact: true }).click();
      await message.locator(':scope > .content > .blocks').getByText('approved by @Ann Weber').waitFor();
      // The request in the channel loses its buttons too.
      const buttons = page.locator('#pane').getByRole('button', { name: /Approve|Reject/ });
      await expect.poll(() => buttons.count()).toBe(0);
    });
  });

  describe('after scenarios', () => {
    let lab: Lab;
    beforeAll(async () => {
      const scenarios = await readScenarios();
      lab = await testLab({ other: (running) => site(running, scenarios) });
      // It skips minutes, which the others would miss.
      await lab.begin(known(scenarios, 'opening'));
      await quiet(lab);
      const names = new Set([...pictures.map(({ scenario }) => scenario), 'rebuilt-before-prod', 'condition-blocks']);
      names.delete('opening');
      await lab.begin(...[...names].map((name) => known(scenarios, name)));
      await quiet(lab);
    });
    afterAll(() => lab.stop());

    async function newPage(): Promise<Page> {
      const page = await context.newPage();
      onTestFinished(async () => {
        await page.unrouteAll({ behavior: 'ignoreErrors' });
        await page.close();
      });
      return page;
    }

    describe('is shown in the pictures of the README:', () => {
      /** On a busy machine a look-up in Slack may time out. Signalbox repeats it minutes later, and edits the message. */
      async function whole(page: Page, picture: Picture): Promise<Locator> {
        for (let minutes = 15; ; minutes--) {
          const shown = await showPicture(page, `http://127.0.0.1:${lab.port}`, picture);
          const visible = picture.shows.map((text) =>
            shown.getByText(text).filter({ visible: true }).first().isVisible(),
          );
          if (minutes === 0 || (await Promise.all(visible)).every((one) => one)) return shown;
          await passTo(lab, lab.clock.now() + 60_000);
        }
      }

      test.each(pictures)('the $name', async (picture) => {
        const page = await newPage();
        const shown = await whole(page, picture);
        expect(await shown.locator('.message').count()).toBe(picture.messages.length);
        expect(await shown.locator('.why, .preview').filter({ visible: true }).count()).toBe(0);
        // The page renders again meanwhile, so an element may disappear before a check.
        for (const text of picture.shows) await shown.getByText(text).filter({ visible: true }).first().waitFor();
        for (const name of picture.buttons) {
          const exact = typeof name === 'string';
          await shown.getByRole('button', { name, exact }).first().waitFor();
        }
        const { width = 0, height = 0 } = (await shown.boundingBox()) ?? {};
        expect([width > 700, width < 760, height < 1_000]).toEqual([true, true, true]);
        expect(await shown.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)).toBe(0);
      });
    });

    test('shows people the revision in each stage, and lets them release, lock and unlock', async () => {
      const page = await newPage();
      /** The time of the lab stands still between the actions. */
      const minutes = (count: number) => passTo(lab, lab.clock.now() + count * 60_000);
      await page.goto(`http://127.0.0.1:${lab.port}/`);
      await page.getByLabel('Press as').selectOption('Ann Weber');
      const pane = page.locator('#pane');
      const board = page.locator('.message', { hasText: 'What runs where' });
      const dialog = page.getByRole('dialog', { name: 'Release' });
      const typeCommand = async (text: string) => {
        await page.getByLabel('/signalbox').fill(text);
        await page.getByLabel('/signalbox').press('Enter');
        await expect.poll(() => page.getByLabel('/signalbox').inputValue()).toBe('');
        await minutes(2);
      };
      const shows = (text: string | RegExp) => pane.locator('.message', { hasText: text }).first().waitFor();

      await board.getByText('frozen by freeze-').waitFor();
      await board.getByText('1 change of 1 person behind Staging').waitFor();
      await board.getByText('In PARALLEL mode').waitFor();
      await shows('Not the artifact that Staging ran');
      await typeCommand('where letters');
      await shows(/Only visible to you[\s\S]*letters[\s\S]*e52d84b failed here/);

      await board.locator('.section', { hasText: 'letters' }).getByRole('button', { name: 'Release…' }).click();
      await dialog.getByText('Reading the last revisions').waitFor();
      await minutes(1);
      const revisions = dialog.getByLabel('Revision');
      await revisions.waitFor();
      const first = revisions.locator('option', { hasText: '7c1f0d9 Sort by postcode · Ann Weber' });
      await revisions.selectOption(await first.getAttribute('value'));
      await dialog.getByRole('button', { name: 'Release' }).click();
      await dialog.waitFor({ state: 'hidden' });
      await minutes(3);
      await shows('released letters at 7c1f0d9');
      await board.getByText('same as Staging').first().waitFor();

      await typeCommand('release letters in 2h');
      await shows('scheduled a release of letters');
      const [id = ''] = (await pane.textContent())?.match(/release-[a-z0-9]+/) ?? [];
      await typeCommand(`cancel ${id}`);
      await shows(/cancelled the scheduled release of letters/);

      await typeCommand('lock letters Staging for 2h because load test');
      await shows(/locked letters \(stage Staging\)/);
      await board.getByText('locked by').waitFor();
      await typeCommand('unlock letters Staging');
      await shows(/ended .*letters \(stage Staging\)/);
      await board.getByText('locked by').waitFor({ state: 'hidden' });
    });

    test('lets a person override a stage condition that failed', async () => {
      const page = await newPage();
      await page.goto(`http://127.0.0.1:${lab.port}/`);
      await page.getByLabel('Press as').selectOption('Ann Weber');
      const pane = page.locator('#pane');
      const failed = pane.locator('.message', { hasText: 'lighthouse failed' }).first();
      await failed.getByText('Alarm checkout-5xx is in state ALARM').first().waitFor();
      await failed.getByRole('button', { name: 'Override condition of Prod' }).first().click();
      await page.getByRole('dialog').getByRole('button', { name: 'Override', exact: true }).click();
      await expect
        .poll(() => passTo(lab, lab.clock.now() + 60_000).then(() => pane.textContent()))
        .toContain('overrode the entry condition of Prod of lighthouse');
      await pane.getByText('lighthouse recovered').first().waitFor();
    });
  });

  test('keeps focus, opened details and the selected channel when the state changes', async () => {
    const { page, state } = await openPage();
    await page.getByText('Notification preview').click();
    const stop = card(page).getByRole('button', { name: 'Stop 3f2a91c4' });
    await stop.focus();
    const message = state.slack.channels[0]?.messages[1];
    const execution = state.pipelines[0]?.executions[0];
    if (!message || !execution) throw new Error('The fixture has changed');
    message.updates = 8;
    execution.attempt = 3;
    await page.getByText('edited 8 times').waitFor();
    await page.getByText('attempt 3').waitFor();
    expect(await page.locator('.preview p').isVisible()).toBe(true);
    expect(await stop.evaluate((button) => button.matches(':focus'))).toBe(true);
    await page.getByRole('button', { name: /approvals/ }).click();
    expect(await page.locator('#pane').textContent()).toContain('There are no messages yet');
  });

  test.each([360, 390, 768, 1024, 1500])('has no horizontal scrolling at %i pixels', async (width) => {
    const { page } = await openPage(({ slack, pipelines, sns, scenarios }) => {
      const long = 'long'.repeat(60);
      for (const scenario of scenarios) scenario.title = long;
      const [message] = slack.channels[0]?.messages ?? [];
      if (message) message.text = `\`${long}\` ${long}\n\`\`\`${long}\`\`\``;
      const [pipeline] = pipelines;
      pipeline?.stages.push({ name: long.slice(0, 100), transition: { enabled: false }, inbound: [], actions: [] });
      for (const mail of sns) mail.attributes[long] = long;
    });
    await page.setViewportSize({ width, height: 800 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(await page.locator('.pane').evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  });
});
