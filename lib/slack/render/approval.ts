import type { ApprovalChoice, ApprovalRequest, Commit, PeopleSelector } from '../../core/approval/types.ts';
import { shortRevision } from '../../core/execution/change.ts';
import { executionKey } from '../../core/execution/facts.ts';
import { marks, place } from '../../core/execution/headline.ts';
import type { ApprovalPrompt, ReplySubject } from '../../core/model/effect.ts';
import { notAccepted } from '../../core/text/not-accepted.ts';
import { machineInWords } from '../../core/text/person.ts';
import { truncate } from '../../core/text/truncate.ts';
import { artifactInWords } from '../../core/where/messages.ts';
import { actions } from '../requests/action-ids.ts';
import { writeReference } from '../requests/button-reference.ts';
import { voter } from './approval-decision.ts';
import {
  approveOlder,
  changesLink,
  changesSince,
  conditionsOf,
  countedVote,
  heldVotes,
  labels,
  moreApprovals,
  NEWER_WAITS,
  nextInQueue,
  REVIEW_LINK,
  uncountedVote,
} from './approval-messages.ts';
import { type Block, type Button, buttons, context, plainText, section } from './blocks.ts';
import type { Detail } from './detail.ts';
import { line, link, moment, plain } from './text.ts';

type Shown = Pick<Detail, 'approvals' | 'commits' | 'votes'>;

/** The console shows the approvals that the message has no room for. */
export function renderApprovals(summary: ReplySubject, prompts: ApprovalPrompt[], detail: Shown): Block[] {
  const more = prompts.length - detail.approvals;
  return [
    ...prompts.slice(0, detail.approvals).flatMap((prompt) => renderApproval(summary, prompt, detail)),
    ...(more > 0 ? [context(moreApprovals(more))] : []),
  ];
}

function renderApproval(summary: ReplySubject, prompt: ApprovalPrompt, detail: Shown): Block[] {
  const { stage, action, because, request, hold, heldUntil, choice, trouble, open, mayReject } = prompt;
  return [
    section(
      [
        `*${marks.waiting} ${plain(place(stage, action), 150)}*${because === '' ? '' : `: ${plain(because, 300)}`}`,
        ...(request?.customData ? [plain(request.customData, 300)] : []),
        ...(request ? changesOf(request, detail.commits) : []),
        ...(request?.artifact ? [plain(artifactInWords(request.artifact), 300)] : []),
      ].join('\n'),
    ),
    ...conditions(prompt).map(context),
    ...votes(prompt, detail.votes).map(context),
    ...(hold
      ? [context(heldVotes(plain(hold, 250), heldUntil === undefined ? '' : moment(heldUntil), choice !== undefined))]
      : []),
    ...(trouble ? [context(notAccepted('answer', plain(trouble, 150), 'decide'))] : []),
    ...(open || mayReject ? [buttons(...buttonsOf(summary, prompt))] : []),
  ];
}

/** The changes since this stage last succeeded. The newest is the change of the message itself. */
function changesOf({ changes, changesInAll, compareUrl, link: url }: ApprovalRequest, count: number): string[] {
  const links = [
    url ? link(url, REVIEW_LINK) : '',
    compareUrl ? link(compareUrl, changesLink(changesInAll)) : '',
  ].filter((one) => one !== '');
  const listed = changesInAll > 1 ? changes.slice(0, count).map((commit) => `• ${commitLine(commit)}`) : [];
  const more = changesInAll - count;
  return [
    ...(listed.length > 0 ? [changesSince(changesInAll), ...listed] : []),
    ...(listed.length > 0 && more > 0 ? [`  and ${more} more`] : []),
    ...(links.length > 0 ? [links.join(' · ')] : []),
  ];
}

function commitLine({ revision, message, author }: Commit): string {
  return [plain(shortRevision(revision), 30), message ? line(message, 80) : '', author ? `by ${line(author, 40)}` : '']
    .filter((part) => part !== '')
    .join(' ');
}

function conditions({ needs, forbidden, comment, request }: ApprovalPrompt): string[] {
  const needed = needs.map(({ count, from }) => `${count} of ${mentioned(from)}`);
  const expires = request?.expiresAt ? moment(request.expiresAt) : '';
  const [next, ...others] = request?.behind ?? [];
  return [
    conditionsOf(needed, plain(forbidden.join(' or '), 100), comment, expires),
    next ? nextInQueue(commitLine(next), others.length) : '',
  ].filter((text) => text !== '');
}

const NAMED = 4;

function mentioned({ users, groups, emails, machines = [] }: PeopleSelector): string {
  const all = [
    ...groups.map((id) => `<!subteam^${id}>`),
    ...users.map((id) => `<@${id}>`),
    ...emails.map((email) => plain(email, 60)),
    ...machines.map((name) => plain(machineInWords(name), 60)),
  ];
  const shown = all.slice(0, NAMED).join(', ');
  return all.length > NAMED ? `${shown} and ${all.length - NAMED} more` : shown;
}

function votes({ votes: given }: ApprovalPrompt, count: number): string[] {
  const lines = given.slice(Math.max(0, given.length - count)).map((vote) => {
    const { decision, comment } = vote;
    if (decision === 'withdraw') return '';
    return `${voteLine(vote, decision)}${comment ? `: ${line(comment, 80)}` : ''}`;
  });
  const shown = lines.filter((text) => text !== '');
  return shown.length > 0 ? [shown.join('\n')] : [];
}

/** A vote that does not count has no mark of a decision: it would look like one. */
function voteLine({ user, counts, why = '' }: ApprovalPrompt['votes'][number], choice: ApprovalChoice): string {
  const who = voter(user);
  if (!counts) return `${marks.pending} ${uncountedVote(who, choice, plain(why, 120))}`;
  return `${choice === 'approve' ? marks.good : marks.bad} ${countedVote(who, choice)}`;
}

function buttonsOf(summary: ReplySubject, prompt: ApprovalPrompt): Button[] {
  const { run, comment, open, votes } = prompt;
  const newer = hasNewer(prompt);
  const value = writeReference({ key: executionKey(summary), run, comment, newer });
  const button = (action_id: string, text: string): Button => ({
    type: 'button',
    action_id,
    text: plainText(text),
    value,
  });
  return [
    ...(open && comment === 0
      ? [
          {
            ...button(actions.approve, labels.approve),
            style: 'primary' as const,
            confirm: confirmation(summary, prompt),
          },
        ]
      : []),
    ...(open
      ? [
          {
            ...button(actions.approveWithComment, labels.approveWithComment),
            ...(comment > 0 ? { style: 'primary' as const } : {}),
          },
        ]
      : []),
    { ...button(actions.rejectWithComment, labels.rejectWithComment), style: 'danger' as const },
    ...(votes.length > 0 ? [button(actions.withdraw, labels.withdraw)] : []),
  ];
}

function hasNewer({ request }: ApprovalPrompt): boolean {
  return (request?.behind.length ?? 0) > 0;
}

function confirmation({ pipeline, change }: ReplySubject, prompt: ApprovalPrompt): NonNullable<Button['confirm']> {
  const { stage, action, request } = prompt;
  const [newest] = request?.changes ?? [];
  const { revision, message = '' } = newest ?? change ?? {};
  const what = [shortRevision(revision), message.trim().split('\n', 1)[0] ?? '']
    .filter((part) => part !== '')
    .join(' ');
  const isOlder = hasNewer(prompt);
  const title = isOlder ? approveOlder(place(stage, action)) : `Approve ${place(stage, action)}?`;
  return {
    title: plainText(truncate(title, 100)),
    text: plainText(
      `${truncate(pipeline, 100)}: ${truncate(what === '' ? 'this execution' : what, 140)}.${isOlder ? ` ${NEWER_WAITS}` : ''}`,
    ),
    confirm: plainText(labels.approve),
    deny: plainText(labels.notNow),
  };
}
