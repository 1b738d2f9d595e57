import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consoleUrl } from '../../../lib/core/execution/console-url.ts';
import { dated, sentence } from '../../../lib/slack/render/sentence.ts';

/** A sentence of the core, as Slack shows it. */

const url = (region: string) => consoleUrl({ account: '1', region, pipeline: 'a_b-c@d', executionId: 'e1' }) ?? '';

const SHA = '9f3c2e1b'.repeat(5);

describe('a sentence', () => {
  it.each([
    ['<@U0ANN> froze shop.', '<@U0ANN> froze shop.'],
    ['until 2026-11-22 12:00 UTC.', 'until <!date^1795348800^{date_short_pretty} {time}|2026-11-22 12:00 UTC>.'],
    [`<${url('eu-central-1')}|shop>`, `<${url('eu-central-1')}|shop>`],
    [`<${url('us-gov-west-1')}|shop>`, `<${url('us-gov-west-1')}|shop>`],
    [`<${url('cn-north-1')}|shop>`, `<${url('cn-north-1')}|shop>`],
    ...[
      `<https://github.com/shop/api/commit/${SHA}|${SHA.slice(0, 7)}>`,
      `<https://gitlab.com/a/b/c/-/commit/${SHA}|${SHA.slice(0, 8)}>`,
      `<https://github.com/shop/api/compare/${SHA}...${SHA}|compare>`,
      `<https://bitbucket.org/shop/api/branches/compare/${SHA}%0D${SHA}|compare>`,
    ].map((link) => [link, link]),
  ])('keeps mentions, links and times of Signalbox: %s', (text, shown) => {
    expect(sentence(text, 3_000)).toBe(shown);
  });

  it.each([
    '<!channel>',
    '<!here> now',
    '<https://evil.example|shop>',
    '<https://console.evil.example/x|shop>',
    `<${url('eu-west-1').replace('amazon.com', 'evil.example')}|shop>`,
    '<https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/%/executions/%/x|shop>',
    `<https://github.com/shop/api/commit/${SHA}|Approve here>`,
    `<https://github.com/shop/api/commit/${SHA}|9f3c>`,
    `<https://github.com/shop/api/compare/${SHA}...${SHA}|click>`,
    `<https://github.com.evil.example/shop/api/commit/${SHA}|${SHA.slice(0, 7)}>`,
    `<https://github.com/login?to=/shop/api/commit/${SHA}|${SHA.slice(0, 7)}>`,
    '<!date^1^{time}|never>',
    '<@U0ANN|you>',
    '\ue0000\ue001',
  ])('keeps no other markup: %s', (text) => {
    expect(sentence(`<@U0ANN> said ${text}`, 3_000)).not.toMatch(/<(?!@U0ANN> )|[\ue000\ue001]/);
  });

  it('is cut to its length, and never inside its markup', () => {
    const parts = fc.constantFrom('<@U0ANN>', '2026-11-22 12:00 UTC', `<${url('eu-west-1')}|shop>`, 'a*b ', '<x>', ' ');
    fc.assert(
      fc.property(fc.array(parts), fc.integer({ min: 1, max: 60 }), (all, limit) => {
        const shown = sentence(all.join(''), limit);
        const rest = shown
          .replaceAll('<@U0ANN>', '')
          .replaceAll(/<!date\^\d+\^\{date_short_pretty\} \{time\}\|2026-11-22 12:00 UTC>/g, '')
          .replaceAll(`<${url('eu-west-1')}|shop>`, '');
        expect(rest).not.toMatch(/[<>\ue000\ue001]/);
      }),
    );
  });
});

it('a note shows its instants in the time of the reader, and mentions no one', () => {
  const note = dated('Paused until 2026-11-22 18:30 UTC. <@U0ANN> <https://evil.example|x>', 300);
  expect(note).toMatch(/^Paused until <!date\^1795372200\^[^|]+\|2026-11-22 18:30 UTC>\. /);
  expect(note.match(/<(?!!date)/g)).toBeNull();
});
