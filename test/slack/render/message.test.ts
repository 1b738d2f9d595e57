import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkBlocks, textLength } from '../../../lab/slack/check-blocks.ts';
import { failureClasses } from '../../../lib/core/execution/diagnosis.ts';
import { executionKey } from '../../../lib/core/execution/facts.ts';
import type { Summary } from '../../../lib/core/execution/summary.ts';
import type { ApprovalPrompt } from '../../../lib/core/model/effect.ts';
import type { FailureButton } from '../../../lib/core/retry/buttons.ts';
import { render } from '../../../lib/slack/render/message.ts';
import { renderReply } from '../../../lib/slack/render/reply.ts';
import { fence, line, link, plain } from '../../../lib/slack/render/text.ts';
import { readStageReference } from '../../../lib/slack/requests/button-reference.ts';
import { long } from '../../kit/draws.ts';

const at = Date.UTC(2026, 10, 22, 10);
const base: Summary = {
  account: '123456789012',
  region: 'eu-central-1',
  pipeline: 'payments',
  executionId: '94fb261b-65d0-41ba-bea3-b08420e9b5e7',
  state: 'FAILED',
  attempt: 1,
  startedAt: at,
  endedAt: at + 60_000,
  stages: [
    { name: 'Source', state: 'SUCCEEDED' },
    { name: 'Build', state: 'FAILED' },
  ],
  failures: [{ stage: 'Build', action: 'compile', provider: 'CodeBuild', summary: 'It broke' }],
  approvals: [],
  decisions: [],
  flaky: [],
  change: { revision: 'a'.repeat(40), message: 'Round <half> & up', author: 'Ann', others: 0 },
};

/** Hostile in length and in content. */
const nasty = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 50 }),
  fc
    .constantFrom('<!channel>', '<@U123>', '&&&&', '```', '`', '*', '|', '>', '\n\n', '😀', '\ud800')
    .chain((part) => fc.nat(3000).map((times) => part.repeat(times))),
);
const name = fc.string({ unit: fc.constantFrom(...'aB9.@-_'), minLength: 1, maxLength: 100 });
/** fast-check's own URLs cost a second and 200 MB for a table of all characters. */
const webUrl = fc
  .tuple(fc.webAuthority(), fc.string({ unit: fc.constantFrom(...'aZ0-._~/+@', '%20', '%E2%82%AC') }))
  .map(([host, path]) => `https://${host}/${path}`);
const url = fc.oneof(
  fc.constant(undefined),
  webUrl,
  nasty.map((text) => `https://x.example/${text}`),
);
const states = fc.constantFrom(
  'STARTED',
  'RESUMED',
  'SUCCEEDED',
  'FAILED',
  'STOPPING',
  'STOPPED',
  'CANCELED',
  'SUPERSEDED',
);
const stageState = fc.constantFrom('PENDING', 'STARTED', 'SUCCEEDED', 'FAILED', 'STOPPED', 'CANCELED');

const diagnosis = fc.record({
  cause: nasty.map((text) => text.slice(0, 400)),
  class: fc.constantFrom(...failureClasses),
  retryable: fc.boolean(),
  because: nasty.map((text) => text.slice(0, 300)),
  hint: fc.option(
    nasty.map((text) => text.slice(0, 300)),
    { nil: undefined },
  ),
  evidence: fc.array(
    nasty.map((text) => text.slice(0, 300)),
    { maxLength: 25 },
  ),
  links: fc.array(fc.record({ label: nasty, url: webUrl }), { maxLength: 4 }),
  missing: fc.array(
    nasty.map((text) => text.slice(0, 200)),
    { maxLength: 4 },
  ),
});

const users = fc.array(
  fc.string({ unit: fc.constantFrom(...'AB01'), minLength: 9, maxLength: 20 }).map((id) => `U${id}`),
  { maxLength: 12 },
);
const commit = fc.record({ executionId: name, revision: nasty, message: nasty, author: nasty });
const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** Waiting approvals. */
const asks: fc.Arbitrary<ApprovalPrompt[]> = fc.array(
  fc.record({
    stage: name,
    action: name,
    run: fc.tuple(name, name).map(([stage, action]) => `${stage}/${action}@94fb261b-65d0-41ba-bea3-b08420e9b5e7`),
    since: fc.constant(at),
    request: some(
      fc.record({
        runId: fc.uuid(),
        customData: some(nasty),
        link: url,
        expiresAt: some(fc.constant(at)),
        changes: fc.array(commit, { maxLength: 5 }),
        changesInAll: fc.nat(500),
        compareUrl: url,
        artifact: some(
          fc.record({ type: fc.constant('same' as const), as: name, artifact: nasty, built: fc.constant(undefined) }),
        ),
        authors: fc.constant([]),
        behind: fc.array(commit, { maxLength: 3 }),
      }),
    ),
    open: fc.boolean(),
    mayReject: fc.boolean(),
    because: nasty,
    needs: fc.array(
      fc.record({
        count: fc.nat(9),
        have: fc.nat(9),
        from: fc.record({ users, groups: users, emails: fc.array(fc.emailAddress(), { maxLength: 9 }) }),
      }),
      { maxLength: 5 },
    ),
    forbidden: fc.array(nasty, { maxLength: 2 }),
    comment: fc.constantFrom(0, 10, 400),
    votes: fc.array(
      fc.record({
        user: users.map(([first = 'U1']) => first),
        decision: fc.constantFrom('approve' as const, 'reject' as const),
        comment: some(nasty),
        counts: fc.boolean(),
      }),
      { maxLength: 12 },
    ),
    trouble: some(nasty),
  }),
  { maxLength: 4 },
);

const stories: fc.Arbitrary<Summary> = fc
  .record({
    pipeline: name,
    state: states,
    attempt: fc.nat(99),
    stages: fc.array(fc.record({ name, state: stageState }), {
      maxLength: 60,
    }),
    failures: fc.array(
      fc.record({
        stage: name,
        action: fc.option(name, { nil: undefined }),
        provider: name,
        summary: nasty,
        message: nasty,
        url,
        updatedBy: nasty,
        diagnosis: fc.option(diagnosis, { nil: undefined }),
      }),
      { maxLength: 12 },
    ),
    approvals: fc.array(fc.record({ stage: name, action: name, run: name, since: fc.constant(at) }), { maxLength: 5 }),
    decisions: fc.array(
      fc.record({
        stage: name,
        action: name,
        run: name,
        at: fc.constant(at),
        outcome: fc.constantFrom('approved', 'rejected', 'expired', 'ended'),
        by: fc.option(users, { nil: undefined }),
        updatedBy: fc.option(nasty, { nil: undefined }),
        said: fc.option(nasty, { nil: undefined }),
        isFinal: fc.boolean(),
      }),
      { maxLength: 6 },
    ),
    flaky: fc.array(fc.record({ stage: name, action: name, run: fc.nat(9) }), { maxLength: 5 }),
    change: fc.option(
      fc.record({
        revision: nasty,
        message: nasty,
        author: nasty,
        branch: nasty,
        repository: nasty,
        url,
        others: fc.nat(9),
      }),
      { nil: undefined },
    ),
    trigger: fc.option(fc.record({ type: fc.constantFrom('StartPipelineExecution', 'Webhook'), detail: nasty }), {
      nil: undefined,
    }),
    stopReason: fc.option(nasty, { nil: undefined }),
    statusSummary: fc.option(nasty, { nil: undefined }),
    mode: fc.option(nasty, { nil: undefined }),
    rollbackOf: fc.option(nasty, { nil: undefined }),
  })
  .map((drawn) => ({ ...base, ...drawn }) as unknown as Summary);

const offersFor = (stage: string): FailureButton[] => [
  { act: 'retry', stage },
  { act: 'rollback', stage },
];

describe('a message', () => {
  it('keeps every limit of Slack, for any content', () => {
    const mentions = Array.from({ length: 20 }, (_, n) => `<!subteam^S0123456${n}>`);
    fc.assert(
      fc.property(stories, asks, nasty, name, (summary, asked, because, failed) => {
        const [stage, action] = [summary.pipeline, summary.pipeline];
        const reminder = {
          type: 'escalation',
          pipeline: summary.pipeline,
          stage,
          action,
          since: at,
          expiresAt: at,
          because,
        } as const;
        const messages = [
          render(summary, { asks: asked, notes: [`! ${because}`, because || '!'], offers: offersFor(failed) }),
          render(summary, { hold: { stage, freezes: [because], because: `! ${because}` } }),
          renderReply({ type: 'failed', summary, offers: offersFor(failed) }, mentions),
          renderReply({ type: 'log', summary }, []),
          renderReply({ type: 'approval', subject: summary, asks: asked }, mentions),
          renderReply({ type: 'ended', mark: '✔', sentence: because, before: because }, mentions),
          renderReply({ type: 'decided', subject: summary, decisions: summary.decisions }, mentions),
          renderReply(reminder, mentions),
        ];
        for (const { text, blocks } of messages) {
          expect(checkBlocks(blocks)).toEqual([]);
          expect(text.length).toBeLessThan(4000);
          expect(textLength(blocks) + text.length).toBeLessThanOrEqual(9000);
        }
      }),
      // The shrinking of texts with thousands of characters does not end.
      { ...long.draws(1_000), endOnFailure: true },
    );
  });

  it('leaves out details, never the cause and the buttons, if every text has its maximum length', () => {
    const long = '<'.repeat(3000);
    const name = 'n'.repeat(100);
    const where = { stage: name, action: name, run: `${name}/${name}@94fb261b-65d0-41ba-bea3-b08420e9b5e7` };
    const url = `https://x.example/${'x'.repeat(380)}`;
    const commit = { executionId: '1', revision: long, message: long, author: long };
    const asked: ApprovalPrompt = {
      ...where,
      since: at,
      open: true,
      mayReject: true,
      because: long,
      needs: [{ count: 9, have: 0, from: { users: [], groups: [], emails: Array(9).fill(long) } }],
      forbidden: [long],
      comment: 400,
      hold: long,
      trouble: long,
      votes: Array(9).fill({ user: 'U'.repeat(20), decision: 'approve', comment: long, counts: false, why: long }),
      request: {
        runId: '1',
        customData: long,
        link: url,
        expiresAt: at,
        changes: Array(9).fill(commit),
        changesInAll: 9,
        compareUrl: url,
        artifact: { type: 'same', as: long, artifact: long, built: undefined },
        authors: [],
        behind: [commit, commit],
      },
    };
    const summary: Summary = {
      ...base,
      pipeline: name,
      stages: Array(60).fill({ name, state: 'FAILED' }),
      failures: Array(9).fill({ stage: name, action: name, provider: long, summary: long, url }),
      decisions: Array(9).fill({ ...where, at, outcome: 'rejected', updatedBy: long, said: long, isFinal: true }),
      change: { ...commit, branch: long, repository: long, url, others: 9 },
      rollbackOf: long,
      mode: long,
    };
    const offers: FailureButton[] = [{ act: 'retry', stage: name }];
    const hold = { stage: name, freezes: [long], because: long };
    const message = render(summary, { asks: [asked, asked], hold, notes: [long, long, long], offers });
    for (const { text, blocks } of [message, renderReply({ type: 'approval', subject: summary, asks: [asked] }, [])]) {
      expect(checkBlocks(blocks)).toEqual([]);
      expect(textLength(blocks) + text.length).toBeLessThanOrEqual(9000);
    }
    const labels = message.blocks.flatMap((block) =>
      block.type === 'actions' ? block.elements.map((one) => one.action_id) : [],
    );
    expect(labels).toEqual(['approve-with-comment', 'reject-with-comment', 'withdraw', 'retry']);
    expect(textsIn(message).filter((text) => text.includes(`|&lt;`))).not.toEqual([]);
  });

  it('names a merge commit by the title of its change, also in the reply for an approval', () => {
    const change = { message: 'Merge pull request #9 from example/x\n\nRound up', author: 'Ann', others: 0 };
    const { text } = renderReply({ type: 'approval', subject: { ...base, change }, asks: [] }, []);
    expect(text).toContain(' · Round up (#9) (Ann)');
  });

  it('mentions no one from the text of a commit, an error or a person', () => {
    const shout = '<!channel> <@U0ANN> <!here|x> <https://evil.example|click>';
    const shouted = render({
      ...base,
      stopReason: shout,
      failures: [{ stage: 'Build', action: 'a', summary: shout, url: 'https://x.example/|<!channel>' }],
      change: { revision: shout, message: shout, author: shout, branch: shout, others: 0 },
    });
    const ask: ApprovalPrompt = {
      stage: 'Production',
      action: 'approve',
      run: 'Production/approve@1',
      since: at,
      open: true,
      mayReject: true,
      needs: [{ count: 1, have: 0, from: { users: [], groups: [], emails: [shout] } }],
      forbidden: [shout],
      comment: 0,
      because: shout,
      trouble: shout,
      votes: [{ user: 'U1', decision: 'approve', comment: shout, counts: true }],
      request: {
        runId: '1',
        customData: shout,
        link: 'https://x.example/|<!channel>',
        changes: [{ executionId: '1', revision: shout, message: shout, author: shout }],
        changesInAll: 2,
        authors: [],
        behind: [{ executionId: '2', message: shout, author: shout }],
      },
    };
    const running: Summary = { ...base, state: 'STARTED', endedAt: undefined, failures: [] };
    const decisions: Summary['decisions'] = [
      { stage: 'P', action: 'a', run: 'P/a@1', at, outcome: 'rejected', updatedBy: shout, said: shout, isFinal: true },
    ];
    // Slack shows plain text, as on buttons and in their confirmations, without markup.
    const drawn = (_: string, value: unknown) => (Object(value).type === 'plain_text' ? '' : value);
    const messages = [
      shouted,
      renderReply({ type: 'failed', summary: { ...base, failures: [{ stage: 'B', summary: shout }] } }, []),
      render({ ...running, decisions }, { asks: [{ ...ask, hold: shout }], notes: [shout] }),
      render(running, { hold: { stage: 'P', freezes: [shout], because: shout } }),
      renderReply({ type: 'ended', mark: '✔', sentence: shout, before: shout }, []),
      renderReply(
        {
          type: 'approval',
          subject: { ...running, change: { message: shout, author: shout, others: 0 } },
          asks: [ask],
        },
        [],
      ),
      renderReply({ type: 'decided', subject: running, decisions }, []),
      renderReply(
        { type: 'reminder', pipeline: running.pipeline, stage: 'P', action: 'a', since: at, because: shout },
        [],
      ),
    ];
    const all = JSON.stringify(messages, drawn).replaceAll('<@U1>', '');
    expect(all).not.toMatch(/<!(?!date)|<@|<https:\/\/evil/);
  });

  it('keeps text inside its code block', () => {
    expect(fence('a``` <!channel> ```b`', 100)).toBe("```\na''' &lt;!channel&gt; '''b'\n```");
  });

  it('is understandable as a notification alone', () => {
    expect(render(base).text).toBe('❌ payments failed in Build/compile: It broke · Round &lt;half&gt; &amp; up (Ann)');
  });

  it('is readable on a phone: headline, stages, change, reason, footer', () => {
    const texts = render(base).blocks.map((block) =>
      block.type === 'section' ? block.text.text : block.elements[0]?.text,
    );
    expect(texts).toEqual([
      expect.stringMatching(
        /^\*❌ <https:\/\/eu-central-1\.console\.aws\.amazon\.com\/.*\|payments failed in Build\/compile>\*$/,
      ),
      '✅ Source succeeded  →  ❌ *Build* failed',
      'aaaaaaa Round &lt;half&gt; &amp; up by Ann',
      '*Build/compile* (CodeBuild): It broke',
      'started <!date^1795341600^{date_short_pretty} {time}|2026-11-22 10:00 UTC> · took 1 min · eu-central-1 123456789012',
    ]);
  });
});

describe('the buttons of a failure', () => {
  const buttonsOf = (offers: FailureButton[]) =>
    render(base, { offers }).blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));

  it('name their action, and ask for confirmation with the execution and its commit', () => {
    const [retry, back] = buttonsOf(offersFor('Build'));
    expect(retry).toMatchObject({ action_id: 'retry', text: { text: 'Retry Build' } });
    expect(retry?.style).toBeUndefined();
    expect(back).toMatchObject({ action_id: 'roll-back', text: { text: 'Roll back Build' }, style: 'danger' });
    expect(retry?.confirm?.text.text).toBe(
      'payments, execution 94fb261b: aaaaaaa Round <half> & up. Retries the failed actions.',
    );
    expect(back?.confirm).toMatchObject({ title: { text: 'Roll back Build?' }, confirm: { text: 'Roll back' } });
    for (const one of [retry, back]) {
      expect(readStageReference(one?.value)).toEqual({ key: executionKey(base), stage: 'Build' });
    }
  });

  it('keep every limit of Slack with the longest names', () => {
    const [pipeline, stage, message] = ['p'.repeat(100), 's'.repeat(100), '😀'.repeat(3000)];
    const change = { revision: 'r'.repeat(1500), message, others: 0 };
    const { blocks } = render({ ...base, pipeline, change }, { offers: offersFor(stage) });
    expect(checkBlocks(blocks)).toEqual([]);
    expect(JSON.stringify(blocks)).toContain(JSON.stringify(stage).slice(1, -1));
  });

  it('are for one stage, and are absent if nothing is offered', () => {
    expect(buttonsOf([...offersFor('Build'), ...offersFor('Deploy')])).toHaveLength(2);
    expect(buttonsOf([])).toEqual([]);
  });
});

function textsIn({ blocks }: ReturnType<typeof render>): string[] {
  return blocks.flatMap((block) => {
    if (block.type === 'section') return [block.text.text];
    return block.type === 'context' ? block.elements.map(({ text }) => text) : [];
  });
}

describe('a rejection', () => {
  it('is shown once, with the person and the comment', () => {
    const where = { stage: 'Prod', action: 'approve' };
    const by = ['U1'];
    const outcome = 'rejected' as const;
    const decision = { ...where, run: 'r', at, outcome, by, said: 'Not today', isFinal: true };
    const rejected = { ...base, failures: [{ ...where, category: 'Approval', summary: 'Not today' }] };
    const shown = (summary: Summary) => textsIn(render(summary)).filter((text) => text.includes('Not today'));
    expect(shown({ ...rejected, decisions: [decision] })).toEqual(['❌ *Prod/approve* rejected by <@U1>: Not today']);
    expect(shown(rejected)).toEqual(['*Prod/approve*: Not today']);
  });
});

describe('a diagnosis', () => {
  const diagnosed: Summary = {
    ...base,
    failures: [
      {
        stage: 'Build',
        action: 'compile',
        provider: 'CodeBuild',
        summary: 'Build terminated with state: FAILED',
        url: 'https://console.example/build',
        diagnosis: {
          cause: '`npm test` failed in BUILD: 3 of 120 tests failed',
          class: 'code-or-test',
          retryable: false,
          because: 'a test failed',
          hint: 'Run it locally.',
          evidence: ['cart.test.ts', 'expected 10 to be 11'],
          links: [{ label: 'full log', url: 'https://console.example/log' }],
          missing: ['the reports: AccessDenied'],
        },
      },
    ],
  };
  const texts = (message: ReturnType<typeof render>) =>
    message.blocks.map((block) => (block.type === 'section' ? block.text.text : block.elements[0]?.text));

  it('is the reason in the notification and the message, with the next step', () => {
    expect(render(diagnosed).text).toContain(
      'failed in Build/compile: `npm test` failed in BUILD: 3 of 120 tests failed',
    );
    expect(texts(render(diagnosed))).toContainEqual(
      '*<https://console.example/build|Build/compile>* (CodeBuild): `npm test` failed in BUILD: 3 of 120 tests failed\n→ code or test failure · Run it locally.',
    );
  });

  it('shows its evidence, the links, and unreadable records in the thread', () => {
    expect(texts(renderReply({ type: 'failed', summary: diagnosed }, []))).toEqual([
      expect.stringMatching(/^\*❌ <https:.*\|payments failed in Build\/compile>\*$/),
      expect.stringContaining('<https://console.example/log|full log> · <https://console.example/build|details>'),
    ]);
    expect(texts(renderReply({ type: 'log', summary: diagnosed }, []))).toEqual([
      'Output of Build/compile, attempt 1',
      '```\ncart.test.ts\nexpected 10 to be 11\n```',
      'Build/compile: could not read the reports: AccessDenied',
    ]);
  });
});

describe('text from outside', () => {
  it('is cut between characters and never inside an escape', () => {
    fc.assert(
      fc.property(nasty, fc.integer({ min: 1, max: 200 }), (text, limit) => {
        const cut = plain(text, limit);
        expect(cut.length).toBeLessThanOrEqual(limit);
        expect(cut.replaceAll(/&(amp|lt|gt);/g, '')).not.toMatch(/[&<>]/);
      }),
    );
  });
  it('is one line if one line is needed', () => {
    expect(line('\n first\r\nsecond', 20)).toBe('first');
  });
  it('is linked only to a valid address', () => {
    expect(link('https://a.example/?x=1&y=2|3', 'here')).toBe('<https://a.example/?x=1&amp;y=2%7C3|here>');
    expect(link('javascript:alert(1)', 'here')).toBe('here');
    expect(link(`https://a.example/${'x'.repeat(400)}`, 'here')).toBe('here');
  });
});
