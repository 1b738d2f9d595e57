import { changeTitle } from '../core/execution/change-title.ts';
import { consoleUrl } from '../core/execution/console-url.ts';
import { failureReason, startedBy } from '../core/execution/failure-reason.ts';
import { headline, tookOf } from '../core/execution/headline.ts';
import type { Summary } from '../core/execution/summary.ts';
import type { Milestone } from '../core/notify/milestones.ts';
import { duration } from '../core/text/duration.ts';
import { personInWords } from '../core/text/person.ts';
import { shorten } from '../core/text/shorten.ts';
import { truncate } from '../core/text/truncate.ts';
import { visible } from '../core/text/visible.ts';

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export interface SnsMessage {
  /** Fewer than 100 printable ASCII characters; the first is a letter, a digit or punctuation. */
  subject: string;
  text: string;
  /** For SMS: one message of at most 140 characters. */
  short: string;
  /** For all other protocols: the summary as JSON. Documented in docs/sns.md. */
  json: string;
  attributes: Record<string, string>;
}

const MAX_FAILURES = 5;
const MAX_STAGES = 60;

export function snsMessage(summary: Summary, milestone: Milestone): SnsMessage {
  const { mark, sentence } = headline(summary);
  const [first] = summary.failures;
  const why = first ? `: ${failureReason(first, summary.statusSummary)}` : '';
  return {
    subject: ascii(withShortName(summary, SUBJECT), SUBJECT),
    text: visible(message(summary, sentence)),
    short: ascii(`${withShortName(summary, SHORT_NAME)}${why}`, 140),
    json: JSON.stringify({ ...body(summary, milestone), headline: `${mark} ${sentence}` }),
    attributes: {
      event: milestone.type,
      pipeline: summary.pipeline,
      state: summary.state,
      account: summary.account,
      region: summary.region,
      ...(first ? { stage: first.stage } : {}),
      ...(first?.diagnosis ? { class: first.diagnosis.class } : {}),
    },
  };
}

const SUBJECT = 99;
/** Leaves room for the reason in a text message. */
const SHORT_NAME = 80;
const SHORTEST_NAME = 24;

/** A long pipeline name loses its middle, so that the state behind it stays. */
function withShortName(summary: Summary, limit: number): string {
  const { sentence } = headline(summary);
  const { pipeline } = summary;
  const room = Math.max(SHORTEST_NAME, limit - (sentence.length - pipeline.length));
  // The ellipsis becomes three characters.
  return pipeline.length <= room ? sentence : headline({ ...summary, pipeline: shorten(pipeline, room - 2) }).sentence;
}

function body(summary: Summary, milestone: Milestone) {
  const { pipeline, executionId, account, region, state, attempt, change, trigger, approvals } = summary;
  return {
    version: 1,
    event: milestone.type,
    id: `${executionId}/${milestone.key}`,
    pipeline,
    executionId,
    account,
    region,
    state,
    attempt,
    startedAt: iso(summary.startedAt),
    endedAt: iso(summary.endedAt),
    brokenSince: iso(summary.brokenSince),
    stages: summary.stages.slice(0, MAX_STAGES).map(({ name, state }) => ({ name, state })),
    failures: summary.failures.slice(0, MAX_FAILURES).map((failure) => ({
      stage: failure.stage,
      action: failure.action,
      provider: failure.provider,
      code: failure.code,
      reason: truncate(failureReason(failure, summary.statusSummary), 1000),
      url: failure.url,
      diagnosis: failure.diagnosis,
    })),
    approvals: approvals
      .slice(0, MAX_FAILURES)
      .map(({ stage, action, since }) => ({ stage, action, since: iso(since) })),
    change,
    trigger,
    stopReason: summary.stopReason,
    url: consoleUrl(summary),
  };
}

function message(summary: Summary, sentence: string): string {
  const { change, startedAt } = summary;
  const url = consoleUrl(summary);
  const took = tookOf(summary);
  const failures = summary.failures
    .slice(0, MAX_FAILURES)
    .flatMap((failure) => [
      `${failure.stage}${failure.action ? ` / ${failure.action}` : ''}${failure.provider ? ` (${failure.provider})` : ''}:`,
      `  ${truncate(failureReason(failure, summary.statusSummary), 1000)}`,
      ...(failure.url ? [`  ${failure.url}`] : []),
      '',
    ]);
  return [
    `${sentence}.`,
    '',
    ...failures,
    ...[...(change ? [change, ...(change.more ?? [])] : [])].flatMap(({ revision, message, author }) =>
      field('Change', [revision?.slice(0, 12), changeTitle(message), author]),
    ),
    ...field('Started', [iso(startedAt), startedBy(summary, personInWords)]),
    ...field('Took', [took === undefined ? undefined : duration(took)]),
    ...field('Stages', [
      summary.stages
        .slice(0, MAX_STAGES)
        .map((s) => `${s.name} ${s.state.toLowerCase()}`)
        .join(', '),
    ]),
    ...field('Where', [summary.region, summary.account]),
    ...(url === undefined ? [] : ['', url]),
  ].join('\n');
}

function field(name: string, parts: (string | undefined)[]): string[] {
  const known = parts.filter((part) => part !== undefined && part !== '');
  return known.length > 0 ? [`${`${name}:`.padEnd(9)}${known.join(' · ')}`] : [];
}

function ascii(text: string, limit: number): string {
  const clean = visible(text)
    .replaceAll('…', '...')
    .replace(/\s+/g, ' ')
    .replace(/[^\x20-\x7e]/g, '?')
    .trim();
  const begun = /^[\x21-\x7e]/.test(clean) ? clean : 'CodePipeline';
  return begun.length > limit ? `${begun.slice(0, limit - 3)}...` : begun;
}

function iso(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
