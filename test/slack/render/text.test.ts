import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Summary } from '../../../lib/core/execution/summary.ts';
import type { ApprovalPrompt, Show } from '../../../lib/core/model/effect.ts';
import { visible } from '../../../lib/core/text/visible.ts';
import { slotsOf } from '../../../lib/slack/commands/keywords.ts';
import { approvalModal } from '../../../lib/slack/render/approval-modal.ts';
import { render } from '../../../lib/slack/render/message.ts';
import { renderReply } from '../../../lib/slack/render/reply.ts';
import { code, line, link, plain, prose, standalone, unmasked } from '../../../lib/slack/render/text.ts';
import { draws } from '../../kit/draws.ts';

type Piece = { type: string; text?: string; inner?: Piece[]; label?: string };

const { parse } = (await import(new URL('../../../lab/page/slack/mrkdwn.js', import.meta.url).href)) as {
  parse(text: string): Piece[];
};

/** The text that a reader sees, and its formatted parts. */
function read(markup: string): { seen: string; formatted: string[] } {
  const flat = (pieces: Piece[]): string =>
    pieces
      .map(({ type, text, inner, label }) => (inner ? flat(inner) : type === 'line' ? '\n' : (text ?? label ?? '')))
      .join('');
  const marked = (pieces: Piece[]): string[] =>
    pieces.flatMap((piece) => [
      ...(['bold', 'italic', 'strike', 'quote', 'code', 'fence'].includes(piece.type) ? [flat([piece])] : []),
      ...marked(piece.inner ?? []),
    ]);
  return { seen: flat(parse(markup)), formatted: marked(parse(markup)) };
}

const dangerous = /(?!\n)[\p{Cc}\p{Bidi_Control}\p{Cs}\p{Zl}\p{Zp}]/u;
const outside = fc.array(
  fc.constantFrom(
    ...'ab1_*~`>&< \n.-é鉄😀',
    '\u001b[2J',
    '\u202e',
    '\u009b31m',
    '\u0000',
    '*b*',
    ' _i_ ',
    '`c`',
    '```',
  ),
  { minLength: 1, maxLength: 30 },
);
const words = outside.map((parts) => parts.join(''));

describe('text from outside', () => {
  it.each([
    ['use `foo` *now*', 'use `foo` *now*'],
    ['fix: <!channel> a -> b & "c" `x` *bold* _i_ ~s~', 'fix: <!channel> a -> b & "c" `x` *bold* _i_ ~s~'],
    ['> quoted\n> *twice*', '˃ quoted\n˃ *twice*'],
    ['__init__.py and **kwargs', '__init__.py and **kwargs'],
    ['*a*b* and `a`b`', '*a*b* and `a`b`'],
    ['red \u001b[31mtext\u001b[0m, \u001b]0;title\u0007and a bell\u0007', 'red text, and a bell'],
    ['user\u202eexe.txt\u2069', 'userexe.txt'],
    ['one\rtwo\r\nthree\u2028four\tfive', 'one\ntwo\nthree\nfour five'],
    ['half \ud83d', 'half \ufffd'],
  ])('is shown as written: %j', (written, shown) => {
    const { seen, formatted } = read(plain(written, 200));
    expect({ seen: unmasked(seen), formatted }).toEqual({ seen: shown, formatted: [] });
  });

  it('keeps names that format nothing unchanged, so that they can be copied', () => {
    for (const name of ['a_b_c-prod', 'SNAKE_CASE_1', '2*3*4', 'HEAD~1', 'feature/a_b'])
      expect(plain(name, 90)).toBe(name);
  });

  it('keeps a single format mark in a line without marks of Signalbox', () => {
    expect(standalone('Frozen: mine-* until Monday\nby *ann*', 90)).toBe('Frozen: mine-* until Monday\nby ∗ann∗');
    fc.assert(
      fc.property(words, (text) => {
        expect(read(standalone(text, 60)).formatted).toEqual([]);
      }),
      draws(1_000),
    );
  });

  it('can be copied from a message into a command', () => {
    expect(slotsOf(`freeze ${plain('*-prod,_x', 90)} for 1h`)).toEqual(slotsOf('freeze *-prod,_x for 1h'));
  });

  it('formats nothing, hides nothing and keeps its limit, for any text and any neighbors', () => {
    fc.assert(
      fc.property(words, words, fc.integer({ min: 20, max: 60 }), (first, second, limit) => {
        const parts = [plain(first, limit), line(second, limit)];
        for (const part of parts) expect(part.length).toBeLessThanOrEqual(limit);
        const { seen, formatted } = read(`*❌ ${parts[0]?.replaceAll('\n', ' ')}*: ${parts[1]}`);
        expect(formatted.filter((piece) => !piece.startsWith('❌'))).toEqual([]);
        expect(seen).not.toMatch(dangerous);
        const whole = visible(first);
        if (!parts[0]?.endsWith('…') && !/^>/m.test(whole)) expect(unmasked(read(parts[0] ?? '').seen)).toBe(whole);
      }),
      draws(1_000),
    );
  });

  it('cannot end the code around it', () => {
    fc.assert(
      fc.property(words, (text) => {
        const inside = code(`x${text}x`, 400);
        expect(read(inside).formatted).toHaveLength(1);
        expect(inside).toMatch(/^`[^`\n]+`$/);
      }),
    );
    expect(link('https://x.example/\u202ea', 'label')).toBe('<https://x.example/a|label>');
  });
});

describe('a sentence of a diagnosis', () => {
  it('shows its names as code and formats nothing else', () => {
    const text = 'Service `web_1*` failed: expected *x* `y` and `half';
    const { seen, formatted } = read(prose(text, 200));
    expect({ seen: unmasked(seen), formatted }).toEqual({
      seen: 'Service web_1* failed: expected *x* y and `half',
      formatted: ['web_1*', 'y'],
    });
    expect(prose('cut in `the middle of code`', 20)).not.toContain('`');
  });
});

const MARKED = 'use `foo` *now* _or_ ~never~\u202e\u001b[2J\u0085';

const summary: Summary = {
  account: '123456789012',
  region: 'eu-central-1',
  pipeline: 'payments',
  executionId: '94fb261b-65d0-41ba-bea3-b08420e9b5e7',
  state: 'STOPPED',
  attempt: 1,
  stages: [{ name: 'Build', state: 'FAILED' }],
  failures: [
    { stage: 'Build', action: 'compile', provider: MARKED, summary: MARKED },
    {
      stage: 'Build',
      action: 'gate',
      category: 'Approval',
      summary: MARKED,
      updatedBy: MARKED,
      diagnosis: {
        cause: MARKED,
        class: 'unknown',
        retryable: false,
        because: '',
        evidence: [MARKED],
        links: [],
        hint: MARKED,
      },
    },
  ],
  approvals: [],
  decisions: [
    {
      stage: 'Build',
      action: 'a',
      run: '1',
      at: 1,
      outcome: 'approved',
      updatedBy: MARKED,
      said: MARKED,
      isFinal: true,
    },
  ],
  flaky: [],
  change: { revision: MARKED, message: MARKED, author: MARKED, branch: MARKED, repository: MARKED, others: 0 },
  trigger: { type: 'StartPipelineExecution', detail: MARKED },
  stopReason: MARKED,
} as unknown as Summary;

const ask: ApprovalPrompt = {
  stage: 'Production',
  action: 'approve',
  run: 'Production/approve@1',
  since: 1,
  open: true,
  mayReject: true,
  needs: [{ count: 1, have: 0, from: { users: [], groups: [], emails: [MARKED] } }],
  forbidden: [MARKED],
  comment: 0,
  because: MARKED,
  trouble: MARKED,
  votes: [{ user: 'U1', decision: 'approve', comment: MARKED, counts: true }],
  request: {
    runId: '1',
    customData: MARKED,
    link: 'https://x.example/',
    changes: [{ executionId: '1', revision: MARKED, message: MARKED, author: MARKED }],
    changesInAll: 2,
    authors: [],
    behind: [{ executionId: '2', message: MARKED, author: MARKED }],
  },
};

describe('a whole message', () => {
  const notes: Show['notes'] = [MARKED];
  const messages = [
    render(summary, { asks: [ask], notes, offers: [{ act: 'retry', stage: 'Build' }] }),
    render(summary, { hold: { stage: 'Build', freezes: [MARKED], because: MARKED } }),
    renderReply({ type: 'failed', summary, offers: [{ act: 'retry', stage: 'Build' }] }, []),
    renderReply({ type: 'log', summary }, []),
    renderReply({ type: 'approval', subject: summary, asks: [ask] }, []),
    renderReply({ type: 'ended', mark: '✔', sentence: MARKED, before: MARKED }, []),
    renderReply(
      { type: 'decided', subject: summary, decisions: [{ ...ask, outcome: 'approved', updatedBy: MARKED }] },
      [],
    ),
    renderReply({ type: 'reminder', pipeline: 'p', stage: 'Build', action: 'a', since: 1, because: MARKED }, []),
  ];

  function textsOf(value: unknown): { type: string; text: string }[] {
    if (typeof value !== 'object' || value === null) return [];
    const { type, text } = value as { type?: string; text?: unknown };
    const own = typeof text === 'string' && type ? [{ type, text }] : [];
    return [...own, ...Object.values(value).flatMap(textsOf)];
  }

  it('formats no text from outside, in blocks and in the notification', () => {
    const markup = messages.flatMap(({ text, blocks }) => [
      text,
      ...textsOf(blocks).flatMap((one) => (one.type === 'mrkdwn' ? [one.text] : [])),
    ]);
    expect(markup.filter((text) => unmasked(text).includes('*now*')).length).toBeGreaterThan(15);
    for (const text of markup) {
      const pieces = read(text).formatted;
      expect(pieces.filter((piece) => /^(foo|now|or|never)$/.test(piece))).toEqual([]);
    }
  });

  it('has no control character and no change of the writing direction, in any text object', () => {
    const form = approvalModal({
      decision: 'reject',
      channel: 'C1',
      reference: {
        key: `execution#1#r#${'pay\u202ements'}#x`,
        run: `Stage\u0007/act\u009b1mion@1`,
        comment: 0,
      } as never,
    });
    const all = [...messages.map(({ text }) => text), ...textsOf([messages, form]).map(({ text }) => text)];
    expect(all.filter((text) => dangerous.test(text))).toEqual([]);
    expect(all.length).toBeGreaterThan(40);
  });
});
