import { changeTitle } from '../../core/execution/change-title.ts';
import { consoleUrl } from '../../core/execution/console-url.ts';
import { personOf, reasonWithoutStage, startedBy } from '../../core/execution/failure-reason.ts';
import { headline, heldHeadline, marks, place, tookOf } from '../../core/execution/headline.ts';
import { conditionFailed } from '../../core/execution/messages.ts';
import { conditionName, rulesInWords } from '../../core/execution/stage-condition.ts';
import type { FailureSummary, Summary } from '../../core/execution/summary.ts';
import type { Show } from '../../core/model/effect.ts';
import { duration } from '../../core/text/duration.ts';
import { advice } from './advice.ts';
import { renderApprovals } from './approval.ts';
import { renderDecisions } from './approval-decision.ts';
import { type Block, context, type Message, section } from './blocks.ts';
import { renderButtons } from './buttons.ts';
import { changeLines } from './change.ts';
import { type Detail, fitting } from './detail.ts';
import { flakyAction, flakyActions, moreFailures } from './execution-messages.ts';
import { reason, shortReason } from './reason.ts';
import { dated } from './sentence.ts';
import { stageLine } from './stage-line.ts';
import { line, link, moment, plain } from './text.ts';

/** Renders the whole message each time. The text stays below 4,000 characters, the limit of an update. */
export function render(summary: Summary, answers: PolicyAnswers = {}): Message {
  return fitting((detail) => draw(summary, answers, detail));
}

function draw(
  summary: Summary,
  { asks = [], hold, notes = [], offers = [], accountName }: PolicyAnswers,
  detail: Detail,
): Message {
  const { mark, sentence } = hold ? heldHeadline(summary, hold) : headline(summary);
  const blocks: Block[] = [
    section(`*${mark} ${link(consoleUrl(summary), plain(sentence, 500))}*`),
    ...(detail.stages && summary.stages.length > 0 ? [section(stageLine(summary))] : []),
    ...changeLines(summary, detail.sources).map(section),
    ...failures(summary, detail.failures),
    ...withoutStage(summary),
    ...failureConditions(summary).slice(0, detail.notes),
    ...(hold ? [section(plain(hold.because, 350))] : []),
    ...notes.slice(0, detail.notes).map((note) => context(dated(note, 300))),
    ...flaky(summary).map(context),
    ...renderDecisions(summary.decisions, detail.decisions),
    ...renderApprovals(summary, asks, detail),
    ...renderButtons(summary, offers),
    context(footer(summary, accountName)),
  ];
  return { text: hold ? `${mark} ${plain(sentence, 500)}: ${plain(hold.because, 300)}` : preview(summary), blocks };
}

type PolicyAnswers = Partial<Pick<Show, 'asks' | 'hold' | 'notes' | 'offers' | 'accountName'>>;

/** A lock screen shows this: headline, then cause, then change. */
export function preview(summary: Summary): string {
  const { mark, sentence } = headline(summary);
  const [first] = summary.failures;
  const why = first ? shortReason(first, summary.statusSummary, 300) : plain(reasonWithoutStage(summary), 300);
  const { author, message } = summary.change ?? {};
  const title = changeTitle(message);
  const about = title ? ` · ${line(title, 100)}${author ? ` (${line(author, 60)})` : ''}` : '';
  return `${mark} ${plain(sentence, 500)}${why === '' ? '' : `: ${why}`}${about}`;
}

function failures(summary: Summary, count: number): Block[] {
  const failed = summary.failures.filter((failure) => !isDecision(failure, summary));
  const shown = failed.slice(0, count).map((failure) => section(failureLine(failure, summary.statusSummary)));
  const more = failed.length - shown.length;
  return more > 0 ? [...shown, context(moreFailures(more))] : shown;
}

export function withoutStage(summary: Summary): Block[] {
  const why = reasonWithoutStage(summary);
  return why === '' ? [] : [section(plain(why, 350))];
}

/** Beside the failed actions: a failure condition decides what happens after them. */
function failureConditions({ state, conditions = [] }: Summary): Block[] {
  return conditions
    .filter(({ type }) => type === 'ON_FAILURE' && state === 'FAILED')
    .map((one) =>
      context(plain(`${one.stage} (${conditionName(one.type)}): ${conditionFailed(rulesInWords(one))}`, 350)),
    );
}

/** A rejection is among the decisions, with the person and the comment. */
function isDecision({ stage, action, category }: FailureSummary, { decisions }: Summary): boolean {
  return (
    category === 'Approval' &&
    decisions.some((one) => one.outcome === 'rejected' && one.stage === stage && one.action === action)
  );
}

function failureLine(failure: FailureSummary, statusSummary: string | undefined): string {
  const { stage, action, provider, url, updatedBy, category, condition } = failure;
  const cause = reason(failure, statusSummary, 350);
  if (action === undefined) {
    const which = condition ? ` (${conditionName(condition.type)})` : '';
    return [`*${plain(stage, 100)}*${which}: ${cause}`, ...advice(failure)].join('\n');
  }
  const who = category === 'Approval' && updatedBy ? ` by ${line(personOf(updatedBy), 80)}` : '';
  const what = provider && category !== 'Approval' ? ` (${plain(provider, 40)})` : '';
  return [`*${link(url, plain(place(stage, action), 210))}*${what}${who}: ${cause}`, ...advice(failure)].join('\n');
}

const SHOWN = 3;

/** A successful retry must not hide a flaky action. */
function flaky({ flaky }: Summary): string[] {
  if (flaky.length === 0) return [];
  const shown = flaky
    .slice(0, SHOWN)
    .map(({ stage, action, run, rate }) => flakyAction(plain(place(stage, action), 120), run, rate));
  return [`${marks.flaky} ${flakyActions(shown, flaky.length - shown.length)}`];
}

function footer(summary: Summary, accountName = summary.account): string {
  const { startedAt, attempt, region, mode, rollbackOf } = summary;
  const took = tookOf(summary);
  return [
    startedAt === undefined ? '' : `started ${moment(startedAt)}`,
    took === undefined ? '' : `took ${duration(took)}`,
    attempt > 1 ? `attempt ${attempt}` : '',
    line(startedBy(summary), 150),
    rollbackOf ? `target execution ${line(rollbackOf, 40)}` : '',
    mode && mode !== 'SUPERSEDED' ? plain(mode.toLowerCase(), 20) : '',
    plain(`${region} ${accountName}`, 60),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}
