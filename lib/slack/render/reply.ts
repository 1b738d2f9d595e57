import { headline, marks, place } from '../../core/execution/headline.ts';
import type { FailureSummary, Summary } from '../../core/execution/summary.ts';
import type { Reminder } from '../../core/model/effect.ts';
import { advice } from './advice.ts';
import { type Block, context, type Message, section } from './blocks.ts';
import { moreFailures, reminderPredicates } from './execution-messages.ts';
import { preview } from './message.ts';
import { reason } from './reason.ts';
import { fence, link, moment, plain } from './text.ts';

const SHOWN = 2;

/** @param mentions in Slack's notation: `<@U…>`, `<!subteam^S…>`, `<!here>` */
export function renderReply(summary: Summary, mentions: string[], reminder?: Reminder): Message {
  const to = mentions.length > 0 ? `${mentions.slice(0, 10).join(' ')} ` : '';
  if (reminder) return renderReminder(summary, to, reminder);
  const { mark, sentence } = headline(summary);
  const shown = summary.failures.slice(0, SHOWN);
  const more = summary.failures.length - shown.length;
  const blocks: Block[] = [
    section(`${to}*${mark} ${plain(sentence, 500)}*`),
    ...shown.flatMap((failure) => detail(failure, summary)),
    ...(more > 0 ? [context(moreFailures(more))] : []),
  ];
  return { text: `${to}${preview(summary)}`, blocks };
}

/** No buttons here: the parent message has them. */
function renderReminder({ pipeline }: Summary, to: string, reminder: Reminder): Message {
  const { type, stage, action, since, expiresAt, because } = reminder;
  const what = `${plain(pipeline, 110)} ${reminderPredicates[type]}: ${plain(place(stage, action), 220)}`;
  const times = [`requested ${moment(since)}`, expiresAt === undefined ? '' : `expires ${moment(expiresAt)}`];
  return {
    text: `${to}${marks.waiting} ${what}`,
    blocks: [
      section(`${to}*${marks.waiting} ${what}*\n${plain(because, 350)}`),
      context(times.filter((time) => time !== '').join(' · ')),
    ],
  };
}

function detail(failure: FailureSummary, { statusSummary }: Summary): Block[] {
  const { stage, action, url, diagnosis } = failure;
  const where = `*${plain(place(stage, action), 210)}*: ${reason(failure, statusSummary, 350)}`;
  const missing = diagnosis?.missing ?? [];
  const evidence = diagnosis?.evidence ?? [];
  return [
    section([where, ...advice(failure), ...links(url, diagnosis?.links ?? [])].join('\n')),
    ...(evidence.length > 0 ? [section(fence(evidence.join('\n'), 1200))] : []),
    ...(missing.length > 0 ? [context(`Could not read ${plain(missing.join('; '), 280)}`)] : []),
  ];
}

function links(url: string | undefined, found: { label: string; url: string }[]): string[] {
  const own = url !== undefined && !found.some((one) => one.url === url) ? [{ label: 'details', url }] : [];
  const drawn = [...found, ...own]
    .filter((one) => one.url !== '')
    .slice(0, 2)
    .map((one) => link(one.url, plain(one.label, 40)));
  return drawn.length > 0 ? [drawn.join(' · ')] : [];
}
