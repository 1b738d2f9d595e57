import { headline, place } from '../core/headline.ts';
import { reasonOf } from '../core/reason.ts';
import type { Failure, Story } from '../core/story.ts';
import { type Block, context, type Message, section } from './blocks.ts';
import { preview } from './render.ts';
import { fence, link, plain } from './text.ts';

const SHOWN = 3;

/** What is said in the thread when it failed: who should know, and each failure's own words.
 *  @param mentions as Slack writes them: `<@U…>`, `<!subteam^S…>`, `<!here>` */
export function renderReply(story: Story, mentions: string[]): Message {
  const { mark, sentence } = headline(story);
  const to = mentions.length > 0 ? `${mentions.slice(0, 10).join(' ')} ` : '';
  const shown = story.failures.slice(0, SHOWN);
  const more = story.failures.length - shown.length;
  const blocks: Block[] = [
    section(`${to}*${mark} ${plain(sentence, 500)}*`),
    ...shown.map((failure) => section(evidence(failure, story))),
    ...(more > 0 ? [context(`and ${more} more failed`)] : []),
  ];
  return { text: `${to}${preview(story)}`, blocks };
}

function evidence(failure: Failure, { statusSummary }: Story): string {
  const { stage, action, url } = failure;
  const where = plain(place(stage, action), 210);
  const details = url ? ` · ${link(url, 'details')}` : '';
  return `*${where}*${details}\n${fence(reasonOf(failure, statusSummary), 1500)}`;
}
