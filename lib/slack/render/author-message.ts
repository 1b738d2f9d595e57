import { changeTitle } from '../../core/execution/change-title.ts';
import type { TellAuthor } from '../../core/model/effect.ts';
import { context, type Message } from './blocks.ts';
import { renderReply } from './reply.ts';
import { line } from './text.ts';

/** No buttons: the person may not be allowed to use them. The channel has them. */
export function renderAuthorMessage({ summary, channel }: Pick<TellAuthor, 'summary' | 'channel'>): Message {
  const { text, blocks } = renderReply({ type: 'failed', summary }, []);
  const title = changeTitle(summary.change?.message);
  const change = title ? `Your change: ${line(title, 100)}. ` : '';
  return { text, blocks: [...blocks, context(`${change}More in <#${channel}>.`)] };
}
