import type { ApprovalRequest, Commit, PeopleSelector } from '../../core/approval/types.ts';
import { shortRevision } from '../../core/execution/change.ts';
import { executionKey } from '../../core/execution/facts.ts';
import { marks, place } from '../../core/execution/headline.ts';
import type { ApprovalPrompt, ReplySubject } from '../../core/model/effect.ts';
import { truncate } from '../../core/text/truncate.ts';
import { actions } from '../requests/action-ids.ts';
import { writeReference } from '../requests/button-reference.ts';
import { type Block, type Button, buttons, context, plainText, section } from './blocks.ts';
import { line, link, moment, plain } from './text.ts';

/** Approvals with buttons. The console shows the rest. */
const SHOWN = 2;

export function renderApprovals(summary: ReplySubject, asks: ApprovalPrompt[]): Block[] {
  const more = asks.length - SHOWN;
  return [
    ...asks.slice(0, SHOWN).flatMap((ask) => renderAsk(summary, ask)),
    ...(more > 0 ? [context(`and ${more} more to decide: see the console`)] : []),
  ];
}

function renderAsk(summary: ReplySubject, ask: ApprovalPrompt): Block[] {
  const { stage, action, because, request, hold, trouble } = ask;
  return [
    section(
      [
        `*${marks.waiting} ${plain(place(stage, action), 150)}*${because === '' ? '' : `: ${plain(because, 300)}`}`,
        ...(request?.customData ? [plain(request.customData, 300)] : []),
        ...(request ? whatGoes(request) : []),
      ].join('\n'),
    ),
    ...conditions(ask).map(context),
    ...votes(ask).map(context),
    ...(hold ? [context(`${plain(hold, 250)} Votes are kept, and AWS is told when it is over.`)] : []),
    ...(trouble
      ? [context(`AWS could not be told yet: ${plain(trouble, 150)}. It is tried again; the console works too.`)]
      : []),
    ...(ask.open || ask.mayReject ? [buttons(...buttonsOf(summary, ask))] : []),
  ];
}

const LISTED = 4;

/** The changes since this stage last succeeded. The newest is the change of the message itself. */
function whatGoes({ changes, changesInAll, compareUrl, link: url }: ApprovalRequest): string[] {
  const links = [
    url ? link(url, 'what to look at') : '',
    compareUrl ? link(compareUrl, changesInAll === 1 ? 'the change' : `all ${changesInAll} changes`) : '',
  ].filter((one) => one !== '');
  const listed = changesInAll > 1 ? changes.slice(0, LISTED).map((commit) => `• ${commitLine(commit)}`) : [];
  const more = changesInAll - LISTED;
  return [
    ...(listed.length > 0 ? [`${changesInAll} changes since it last went through here:`, ...listed] : []),
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
  const who = needs.map(({ count, from }) => `${count} of ${mentioned(from)}`).join(' and ');
  const told = [
    who === '' ? '' : `needs ${who}`,
    forbidden.length > 0 ? `not ${plain(forbidden.join(' or '), 100)}` : '',
    comment > 0 ? `with a comment of at least ${comment} characters` : '',
    request?.expiresAt ? `expires ${moment(request.expiresAt)}` : '',
  ].filter((part) => part !== '');
  const [behind, ...others] = request?.behind ?? [];
  const waits = behind
    ? [`Behind it waits ${commitLine(behind)}${others.length > 0 ? ` and ${others.length} more` : ''}`]
    : [];
  return [...(told.length > 0 ? [told.join(' · ')] : []), ...waits];
}

const NAMED = 4;

function mentioned({ users, groups, emails }: PeopleSelector): string {
  const all = [
    ...groups.map((id) => `<!subteam^${id}>`),
    ...users.map((id) => `<@${id}>`),
    ...emails.map((email) => plain(email, 60)),
  ];
  const shown = all.slice(0, NAMED).join(', ');
  return all.length > NAMED ? `${shown} and ${all.length - NAMED} more` : shown;
}

const VOTES = 6;

function votes({ votes: given }: ApprovalPrompt): string[] {
  const said = given.slice(-VOTES).map(({ user, decision, comment, counts }) => {
    const mark = decision === 'approve' ? marks.good : marks.bad;
    const what = `${mark} <@${user}> ${decision === 'approve' ? 'approves' : 'rejects'}`;
    return `${what}${counts ? '' : ' (does not count)'}${comment ? `: ${line(comment, 80)}` : ''}`;
  });
  return said.length > 0 ? [said.join('\n')] : [];
}

function buttonsOf(summary: ReplySubject, ask: ApprovalPrompt): Button[] {
  const { run, comment } = ask;
  const value = writeReference({ key: executionKey(summary), run, comment });
  const button = (action_id: string, text: string): Button => ({
    type: 'button',
    action_id,
    text: plainText(text),
    value,
  });
  return [
    ...(ask.open && comment === 0
      ? [{ ...button(actions.approve, 'Approve'), style: 'primary' as const, confirm: confirmation(summary, ask) }]
      : []),
    ...(ask.open
      ? [
          {
            ...button(actions.approveWithComment, 'Approve with comment'),
            ...(comment > 0 ? { style: 'primary' as const } : {}),
          },
        ]
      : []),
    { ...button(actions.rejectWithComment, 'Reject with comment'), style: 'danger' as const },
    ...(ask.votes.length > 0 ? [button(actions.withdraw, 'Withdraw my vote')] : []),
  ];
}

function confirmation(
  { pipeline, change }: ReplySubject,
  { stage, action, request }: ApprovalPrompt,
): NonNullable<Button['confirm']> {
  const [newest] = request?.changes ?? [];
  const { revision, message = '' } = newest ?? change ?? {};
  const what = [shortRevision(revision), message.trim().split('\n', 1)[0] ?? '']
    .filter((part) => part !== '')
    .join(' ');
  const behind = (request?.behind.length ?? 0) > 0 ? ' A newer execution waits behind it.' : '';
  return {
    title: plainText(truncate(`Approve ${place(stage, action)}?`, 100)),
    text: plainText(`${truncate(pipeline, 100)}: ${truncate(what === '' ? 'this execution' : what, 140)}.${behind}`),
    confirm: plainText('Approve'),
    deny: plainText('Not now'),
  };
}
