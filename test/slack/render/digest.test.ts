import { expect, it } from 'vitest';
import { checkBlocks } from '../../../lab/slack/check-blocks.ts';
import type { DigestContent } from '../../../lib/core/digest/content.ts';
import { renderDigest } from '../../../lib/slack/render/digest.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONDAY = Date.UTC(2026, 10, 30, 9);
const shop = { account: '123456789012', region: 'eu-central-1', pipeline: 'shop-api' };

const content: DigestContent = {
  name: 'shops',
  from: MONDAY - 7 * DAY,
  until: MONDAY,
  now: MONDAY,
  figures: {
    executions: 34,
    changes: 32,
    failed: 4,
    deployed: 18,
    rollbacks: 1,
    classes: [
      ['code-or-test', 3],
      ['throttling', 1],
      ['unknown', 1],
    ],
    lead: 42 * MINUTE,
    restore: 70 * MINUTE,
  },
  before: { executions: 30, changes: 29, failed: 5, deployed: 15, rollbacks: 0, classes: [], lead: 50 * MINUTE },
  flaky: [{ pipeline: shop, stage: 'Build', action: 'unit', times: 3, cost: 41 * MINUTE }],
  waiting: { pipeline: shop, stage: 'Prod', action: 'approve', since: MONDAY - 76 * HOUR },
  held: { pipeline: { ...shop, pipeline: 'shop-web' }, stage: 'Prod', time: 52 * HOUR },
  behind: [{ pipeline: shop, stage: 'Prod', before: 'Staging', changes: 5, since: MONDAY - 4 * DAY }],
  chart: { from: Date.UTC(2026, 10, 23), days: 1, counts: [2, 5, 0, 8, 3, 0, 0, 0] },
};
const quiet = { executions: 0, changes: 0, failed: 0, deployed: 0, rollbacks: 0, classes: [] };
const textOf = (one: DigestContent) =>
  renderDigest(one)
    .blocks.map((block) => Object(block).text.text)
    .join('\n');

it('a digest summarizes the delivery in a few lines, compared with the period before', () => {
  expect(textOf(content)).toBe(
    `*Digest (shops), Mon 23 Nov – Mon 30 Nov*
Deployments: 18 ▲ from 15, in 34 executions, 1 roll-back
Change failure rate: 13 % ▼ from 17 % (4 of 32)
Lead time: 42 min ▼ from 50 min
Time to restore: 1 h 10 min
Failures: 3 code or test failure, 1 throttling, 1 unknown
Flaky: unit in Build of shop-api, 3 times, cost 41 min
Oldest approval: approve in Prod of shop-api waits for 3 d 4 h
Longest freeze: Prod of shop-web, held for 2 d 4 h
Behind: Prod of shop-api, 5 changes behind Staging, the oldest for 4 d
\`\`\`
Mon 23 ███ 2
Tue 24 ████████ 5
Wed 25 0
Thu 26 ████████████ 8
Fri 27 █████ 3
Sat 28 0
Sun 29 0
Mon 30 0
\`\`\``,
  );
  expect(renderDigest(content).text).toBe(
    'Digest (shops), Mon 23 Nov – Mon 30 Nov: 18 deployments, 13 % failed, lead time 42 min ▃▅▁█▄▁▁▁',
  );
});

it('a digest counts executions if nothing deploys, and has no comparison without a whole period before', () => {
  const tests = { ...quiet, executions: 3, changes: 3, lead: MINUTE };
  const { text } = renderDigest({ ...content, figures: tests, before: undefined });
  expect(text).toContain(': 3 executions, 0 % failed, lead time 1 min');
  const shown = textOf({ ...content, figures: tests, before: undefined });
  expect(shown).toContain('Executions: 3\nChange failure rate: 0 % (0 of 3)');
  expect(shown).not.toMatch(/[▲▼]|Failures/);
});

it('a digest is one line if no execution ended, and shows the hours of a short period', () => {
  const nothing = {
    ...content,
    figures: quiet,
    flaky: [],
    behind: [],
    chart: { from: MONDAY, days: 1, counts: [0, 0] },
  };
  const { text, blocks } = renderDigest({ ...nothing, waiting: undefined, held: undefined, from: MONDAY - DAY });
  expect(text).toBe('Digest (shops), Sun 29 Nov 09:00 – Mon 30 Nov 09:00: No execution ended.');
  expect(blocks).toHaveLength(1);
});

it('a digest charts weeks, notes that it is cut, and names the account if there are several', () => {
  const shown = textOf({
    ...content,
    isCut: true,
    behind: [
      {
        pipeline: { ...shop, account: '2', accountName: 'prod' },
        stage: 'Prod',
        before: 'Staging',
        changes: 1,
        since: 0,
      },
    ],
    chart: { from: Date.UTC(2026, 10, 1), days: 7, counts: [20, 10, 1] },
  });
  expect(shown).toContain('More executions ended than a digest keeps');
  expect(shown).toContain('Prod of prod/shop-api, 1 change behind');
  expect(shown).toContain('1 Nov  ████████████ 20\n8 Nov  ██████ 10\n15 Nov █ 1');
});

it('a digest stays text, within the limits of Slack, with hostile names', () => {
  const evil = `*x* <!channel> \`\`\` & ${'<'.repeat(300)}`;
  const pipeline = { ...shop, pipeline: evil };
  const hostile = {
    ...content,
    name: evil,
    flaky: Array.from({ length: 3 }, () => ({ pipeline, stage: evil, action: evil, times: 1, cost: 0 })),
    waiting: { pipeline, stage: evil, action: evil, since: 0 },
    held: { pipeline, stage: evil, time: 1 },
    behind: Array.from({ length: 3 }, () => ({ pipeline, stage: evil, before: evil, changes: 1, since: 0 })),
  };
  const { text, blocks } = renderDigest(hostile);
  expect(checkBlocks(blocks)).toEqual([]);
  expect(`${text}${JSON.stringify(blocks)}`).not.toContain('<!channel');
  expect(JSON.stringify(blocks).match(/```/g)).toHaveLength(2);
});
