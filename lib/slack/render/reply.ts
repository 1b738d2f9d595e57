import { changeTitle } from '../../core/execution/change-title.ts';
import { consoleUrl } from '../../core/execution/console-url.ts';
import { personOf } from '../../core/execution/failure-reason.ts';
import { headline, marks, place } from '../../core/execution/headline.ts';
import type { FailureSummary, Summary } from '../../core/execution/summary.ts';
import type { Reminder, ReplyContent, ReplyDecision, ReplySubject } from '../../core/model/effect.ts';
import { advice } from './advice.ts';
import { renderApprovals } from './approval.ts';
import { people } from './approval-decision.ts';
import { reminderTitles } from './approval-messages.ts';
import { type Block, context, type Message, section } from './blocks.ts';
import { renderButtons } from './buttons.ts';
import { fitting } from './detail.ts';
import { moreFailures } from './execution-messages.ts';
import { preview, withoutStage } from './message.ts';
import { reason } from './reason.ts';
import { fence, line, link, moment, plain } from './text.ts';

const SHOWN = 2;

/** @param mentions in Slack's notation: `<@U…>`, `<!subteam^S…>`, `<!here>` */
export function renderReply(content: ReplyContent, mentions: string[]): Message {
  const to = mentions.length > 0 ? `${mentions.slice(0, 10).join(' ')} ` : '';
  switch (content.type) {
    case 'failed':
      return renderFailure(content, to);
    case 'approval':
      return renderAsked(content, to);
    case 'log':
      return renderLog(content.summary);
    case 'ended':
      return renderEnding(content, to);
    case 'decided':
      return renderDecided(content, to);
    case 'reminder':
    case 'escalation':
    case 'expiring':
      return renderReminder(content, to);
    default:
      return content satisfies never;
  }
}

/** The log is a reply of its own. */
function renderFailure({ summary, offers = [] }: Extract<ReplyContent, { type: 'failed' }>, to: string): Message {
  const { mark, sentence } = headline(summary);
  const shown = summary.failures.slice(0, SHOWN);
  const more = summary.failures.length - shown.length;
  const blocks: Block[] = [
    section(`${to}*${mark} ${link(consoleUrl(summary), plain(sentence, 500))}*`),
    ...shown.map((failure) => section(detail(failure, summary))),
    ...withoutStage(summary),
    ...(more > 0 ? [context(moreFailures(more))] : []),
    ...renderButtons(summary, offers),
  ];
  return { text: `${to}${preview(summary)}`, blocks };
}

function renderAsked({ subject, asks }: Extract<ReplyContent, { type: 'approval' }>, to: string): Message {
  const places = asks.map(({ stage, action }) => place(stage, action));
  const what = `${subject.pipeline} waits for approval: ${places.slice(0, 3).join(', ')}`;
  const sentence = places.length > 3 ? `${what} and ${places.length - 3} more` : what;
  const { message, author } = subject.change ?? {};
  const title = changeTitle(message);
  const change = title ? ` · ${line(title, 100)}${author ? ` (${line(author, 60)})` : ''}` : '';
  return fitting((detail) => ({
    text: `${to}${marks.waiting} ${plain(sentence, 500)}${change}`,
    blocks: [
      section(`${to}*${marks.waiting} ${link(consoleUrl(subject), plain(sentence, 500))}*`),
      ...renderApprovals(subject, asks, detail),
    ],
  }));
}

function renderLog(summary: Summary): Message {
  const shown = summary.failures.filter((failure) => logOf(failure).length > 0).slice(0, SHOWN);
  const places = shown.map(({ stage, action }) => place(stage, action)).join(', ');
  const title = plain(`Output of ${places}, attempt ${summary.attempt}`, 300);
  return { text: title, blocks: [context(title), ...shown.flatMap(logOf)] };
}

function logOf({ stage, action, diagnosis }: FailureSummary): Block[] {
  const evidence = diagnosis?.evidence ?? [];
  const missing = diagnosis?.missing ?? [];
  const where = plain(place(stage, action), 210);
  return [
    ...(evidence.length > 0 ? [section(fence(evidence.join('\n'), 1200))] : []),
    ...(missing.length > 0 ? [context(`${where}: could not read ${plain(missing.join('; '), 280)}`)] : []),
  ];
}

function renderEnding({ mark, sentence, before }: Extract<ReplyContent, { type: 'ended' }>, to: string): Message {
  const text = `${to}${mark} ${plain(sentence, 500)}`;
  return {
    text,
    blocks: [section(`${to}*${mark} ${plain(sentence, 500)}*`), ...(before ? [context(plain(before, 300))] : [])],
  };
}

function renderDecided({ subject, decisions }: Extract<ReplyContent, { type: 'decided' }>, to: string): Message {
  const shown = decisions.slice(0, 5).map((one) => decision(subject, one));
  const more = decisions.length > 5 ? [`and ${decisions.length - 5} more`] : [];
  return {
    text: `${to}${shown.join('; ')}`,
    blocks: [section(`${to}${[...shown.map((one) => `*${one}*`), ...more].join('\n')}`)],
  };
}

function decision({ pipeline }: ReplySubject, { stage, action, outcome, by, updatedBy, said }: ReplyDecision): string {
  const who = by ? ` by ${people(by)}` : updatedBy ? ` by ${line(personOf(updatedBy), 80)}` : '';
  const { mark, verb } = outcomes[outcome];
  return `${mark} ${plain(pipeline, 110)} ${plain(place(stage, action), 220)} ${verb}${who}${said ? `: ${line(said, 200)}` : ''}`;
}

const outcomes: Record<ReplyDecision['outcome'], { mark: string; verb: string }> = {
  approved: { mark: marks.good, verb: 'was approved' },
  rejected: { mark: marks.bad, verb: 'was rejected' },
  expired: { mark: marks.bad, verb: 'was not approved in time' },
  ended: { mark: marks.halted, verb: 'waits no more' },
};

/** No buttons here: the parent message has them. */
function renderReminder({ pipeline, type, stage, action, since, expiresAt, because }: Reminder, to: string): Message {
  const what = `${plain(pipeline, 110)} ${reminderTitles[type]}: ${plain(place(stage, action), 220)}`;
  const times = [`waiting since ${moment(since)}`, expiresAt === undefined ? '' : `expires ${moment(expiresAt)}`];
  return {
    text: `${to}${marks.waiting} ${what}`,
    blocks: [
      section(`${to}*${marks.waiting} ${what}*\n${plain(because, 350)}`),
      context(times.filter((time) => time !== '').join(' · ')),
    ],
  };
}

function detail(failure: FailureSummary, { statusSummary }: Summary): string {
  const { stage, action, url, diagnosis } = failure;
  const where = `*${plain(place(stage, action), 210)}*: ${reason(failure, statusSummary, 350)}`;
  return [where, ...advice(failure), ...links(url, diagnosis?.links ?? [])].join('\n');
}

function links(url: string | undefined, found: { label: string; url: string }[]): string[] {
  const own = url !== undefined && !found.some((one) => one.url === url) ? [{ label: 'details', url }] : [];
  const drawn = [...found, ...own]
    .filter((one) => one.url !== '')
    .slice(0, 2)
    .map((one) => link(one.url, plain(one.label, 40)));
  return drawn.length > 0 ? [drawn.join(' · ')] : [];
}
