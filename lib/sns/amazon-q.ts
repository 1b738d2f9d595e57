import { type SourceChange, shortRevision } from '../core/execution/change.ts';
import { changeTitle } from '../core/execution/change-title.ts';
import { consoleUrl } from '../core/execution/console-url.ts';
import { failureReason, startedBy } from '../core/execution/failure-reason.ts';
import { headline, place, tookOf } from '../core/execution/headline.ts';
import { partitionOf } from '../core/execution/partition.ts';
import type { FailureSummary, Summary } from '../core/execution/summary.ts';
import type { Milestone } from '../core/notify/milestones.ts';
import { duration } from '../core/text/duration.ts';
import { personInWords } from '../core/text/person.ts';
import { truncate } from '../core/text/truncate.ts';
import { visible } from '../core/text/visible.ts';
import { amazonQTexts } from './messages.ts';

/** A custom notification of Amazon Q Developer in chat applications, which Microsoft Teams, Slack and Chime draw. It drops
 *  another shape without an error: https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html */
export interface AmazonQNotification {
  version: '1.0';
  source: 'custom';
  /** The same when one publication is delivered twice. */
  id: string;
  /** A title of at most 250 characters and a description of at most 8,000. */
  content: {
    textType: 'client-markdown';
    title: string;
    description: string;
    nextSteps: string[];
    keywords: string[];
  };
  /** Notifications of one execution are one thread, if the channel's preferences allow threads. */
  metadata: {
    threadId: string;
    summary: string;
    eventType: string;
    relatedResources: string[];
    additionalContext: Record<string, string>;
  };
}

const SHOWN = 3;

export function amazonQNotification(summary: Summary, milestone: Milestone): AmazonQNotification {
  const { pipeline, account, region, executionId, state, failures } = summary;
  const { mark, sentence } = headline(summary);
  const [first] = failures;
  return {
    version: '1.0',
    source: 'custom',
    id: `${executionId}/${milestone.key}`,
    content: {
      textType: 'client-markdown',
      title: `${mark} ${asText(sentence, 240)}`,
      description: description(summary),
      nextSteps: nextSteps(summary),
      keywords: [pipeline, milestone.type, region, ...(first?.diagnosis ? [first.diagnosis.class] : [])],
    },
    metadata: {
      threadId: executionId,
      summary: asText(first ? `${sentence}: ${failureReason(first, summary.statusSummary)}` : sentence, 240),
      eventType: milestone.type,
      relatedResources: [`arn:${partitionOf(region).id}:codepipeline:${region}:${account}:${pipeline}`],
      additionalContext: { pipeline, account, region, executionId, state },
    },
  };
}

/** One paragraph for each part; at most 7,000 characters. */
function description(summary: Summary): string {
  const { failures, change, approvals, stages } = summary;
  const more = failures.length - SHOWN;
  return [
    ...failures.slice(0, SHOWN).map((failure) => cause(failure, summary)),
    more > 0 ? amazonQTexts.moreFailures(more) : '',
    ...approvals.slice(0, SHOWN).map(({ stage, action }) => amazonQTexts.waits(place(stage, action))),
    ...(change ? [change, ...(change.more ?? [])] : []).slice(0, SHOWN).map(changed),
    stages.map(({ name, state }) => `${name} ${state.toLowerCase()}`).join(' → '),
    run(summary),
    amazonQTexts.readOnly,
  ]
    .filter((part) => part !== '')
    .map((part) => asText(part, 700))
    .join('\n\n');
}

function cause({ stage, action, provider, ...failure }: FailureSummary, { statusSummary }: Summary): string {
  const where = `${place(stage, action)}${provider ? ` (${provider})` : ''}`;
  return `${where}: ${truncate(failureReason({ stage, action, provider, ...failure }, statusSummary), 600)}`;
}

function changed({ revision, message, author }: SourceChange): string {
  return [shortRevision(revision), changeTitle(message), author].filter((part) => part).join(' · ');
}

function run(summary: Summary): string {
  const { startedAt, region, account } = summary;
  const took = tookOf(summary);
  return [
    startedAt === undefined ? '' : new Date(startedAt).toISOString(),
    startedBy(summary, personInWords),
    took === undefined ? '' : amazonQTexts.took(duration(took)),
    `${region} ${account}`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function nextSteps(summary: Summary): string[] {
  const { failures, approvals } = summary;
  const [first] = failures;
  const url = consoleUrl(summary);
  return [
    ...(approvals.length > 0 ? [amazonQTexts.approve] : []),
    ...(first?.diagnosis?.hint ? [asText(first.diagnosis.hint, 300)] : []),
    ...(first?.url ? [amazonQTexts.details(first.url)] : []),
    ...(url ? [amazonQTexts.open(url)] : []),
  ];
}

/** Text from outside cannot mention people in Slack or hide an address behind a label. */
function asText(text: string, limit: number): string {
  const shown = visible(text).replaceAll('<', '‹').replaceAll('>', '›').replaceAll('](', '] (');
  return truncate(shown, limit);
}
