import { expect, it } from 'vitest';
import { checkBlocks } from '../../../lab/slack/check-blocks.ts';
import { renderBoard } from '../../../lib/slack/render/board.ts';

const stage = `• Prod: <https://github.com/example/shop/commit/${'a'.repeat(40)}|aaaaaaa> Weigh twice · since 2026-11-23 10:00 UTC`;
const pipeline = (name: string, stages: number) => [name, ...Array.from({ length: stages }, () => stage)].join('\n');

function lengthOf(blocks: unknown[]): number {
  return blocks.reduce<number>((sum, block) => sum + (Object(block).text?.text.length ?? 0), 0);
}

it.each([
  ['few pipelines', 3, 2],
  ['many pipelines', 100, 2],
  ['many small pipelines', 100, 0],
  ['pipelines of many stages', 10, 40],
])('a board stays within the limits of Slack with %s', (_, count, stages) => {
  const pipelines = Array.from({ length: count }, (_, n) => ({ text: pipeline(`shop-${n}`, stages) }));
  const { text, blocks } = renderBoard({ title: 'What runs where', pipelines, more: 7 });
  expect(checkBlocks(blocks)).toEqual([]);
  expect(lengthOf(blocks)).toBeLessThan(9_000);
  expect(text).toBe('What runs where');
  const shown = blocks.length - 2;
  expect(shown).toBeGreaterThan(1);
  expect(JSON.stringify(blocks.at(-1))).toContain(`… and ${count - shown + 7} more.`);
});

it('a board has a button if the policy allows a release, and times in the zone of the reader', () => {
  const pipelines = [{ text: pipeline('shop', 1), release: 'pipeline#1#eu#shop' as const }, { text: 'desk · nothing' }];
  const [, first, second, ...more] = renderBoard({ title: 'x', pipelines, more: 0 }).blocks;
  expect(first).toMatchObject({
    expand: true,
    accessory: { action_id: 'release-form', value: '{"key":"pipeline#1#eu#shop"}' },
  });
  expect(JSON.stringify(first)).toContain('<!date^');
  expect(second).toMatchObject({ text: { text: '*desk* · nothing' } });
  expect(Object(second).accessory).toBeUndefined();
  expect(more).toEqual([]);
});

it('a board shows names and titles without markup', () => {
  const [, block] = renderBoard({
    title: 'x',
    pipelines: [{ text: '*shop*\n• Prod: <!channel> & <@U0ANN>' }],
    more: 0,
  }).blocks;
  expect(JSON.stringify(block)).not.toContain('<!channel>');
});
