import { expect, it } from 'vitest';
import { renderAuthorMessage } from '../../../lib/slack/render/author-message.ts';
import { show } from '../../kit/effects.ts';

it('the message to an author has the reason, the channel and no button', () => {
  const { summary } = show();
  const change = { message: 'Round <!here> up\n\nmore', others: 0 };
  const { text, blocks } = renderAuthorMessage({ summary: { ...summary, change }, channel: 'C0X' });
  expect(text).toMatch(/^❌ payments failed in Build/);
  const shown = JSON.stringify(blocks);
  expect(shown).toContain('Your change: Round &lt;!here&gt; up. More in <#C0X>.');
  expect(shown).toContain('https://eu-central-1.console.aws.amazon.com/');
  expect(shown).not.toMatch(/"actions"|"button"|<@|<!here>/);
});
