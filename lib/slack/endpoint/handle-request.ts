import { refOfKey } from '../../core/execution/facts.ts';
import { refOfPipeline } from '../../core/freeze/transitions.ts';
import { truncate } from '../../core/text/truncate.ts';
import type { CommandMessage, VoteMessage } from '../../queue/message.ts';
import type { Queue } from '../../queue/sqs.ts';
import { approvalModal, COMMENT, problemOf } from '../render/approval-modal.ts';
import type { Reference } from '../requests/button-reference.ts';
import type { ButtonCommand, Click, HomeLook, Incoming, ReleaseButton, VoteSubmission } from '../requests/types.ts';
import { handleCommand } from './handle-command.ts';
import { handleCommandForm } from './handle-command-form.ts';
import { handleReleaseForm, openReleaseForm } from './handle-release-form.ts';
import { EMPTY, type HttpAnswer, text, wrong } from './http.ts';
import { words } from './messages.ts';
import { FAILED, type Reply } from './reply.ts';
import { failed, pass, sent } from './send.ts';
import type { WebApi } from './web-api.ts';

export interface Tools {
  queue: Pick<Queue, 'send'>;
  web: Pick<WebApi, 'open' | 'tell' | 'zone'>;
  log: (line: EndpointLine) => void;
}

/** If the request times out now, the person gets `sentence`. */
export interface Progress {
  reply: Reply;
  sentence: string;
  /** The step in progress, for the log. */
  doing: string;
}

export interface Desk extends Tools {
  progress: Progress;
}

export type EndpointLine =
  | { message: 'request refused'; why: string; team?: string; userTeam?: string }
  | { message: 'vote taken in'; vote: Omit<VoteMessage, 'signalbox' | 'comment'> }
  | { message: 'command taken in'; command: Omit<CommandMessage, 'signalbox' | 'command'> & { type: string } }
  | { message: 'request failed'; doing: string; error: unknown };

export interface Answered {
  answer: HttpAnswer;
  /** A served request is complete, and its repetition is refused. */
  served: boolean;
}

const LONGEST_COMMENT = 1_000;

export async function handleRequest(incoming: Incoming, tools: Desk): Promise<Answered> {
  switch (incoming.type) {
    case 'challenge':
      return served(text(200, incoming.challenge));
    case 'click':
      return answerClick(incoming, tools);
    case 'operation':
      return handleButtonCommand(incoming, tools);
    case 'submission':
      return answerSubmission(incoming, tools);
    case 'form':
      return handleCommandForm(incoming, tools);
    case 'release form':
      return handleReleaseForm(incoming, tools);
    case 'revisions':
      return handleReleaseButton(incoming, tools);
    case 'command':
      return handleCommand(incoming, tools);
    case 'home':
      return handleHome(incoming, tools);
    case 'other':
      return served(EMPTY);
    case 'unknown':
      return unserved(text(400, words.unknown));
    default:
      return incoming satisfies never;
  }
}

async function answerClick(click: Click, tools: Desk): Promise<Answered> {
  const { reference, channel, responseUrl } = click;
  if (reference === undefined) return notUnderstood(responseUrl, tools);
  if (click.wants === 'vote') {
    return (await voted({ ...click, reference, channel }, tools)) ? served(EMPTY) : unserved(await failed(tools));
  }
  Object.assign(tools.progress, { sentence: words.voteFormNotOpened, doing: 'opening a form' });
  try {
    await tools.web.open(click.trigger, approvalModal({ decision: click.decision, reference, channel }));
    return served(EMPTY);
  } catch (error) {
    tools.log({ message: 'request failed', doing: 'opening a form', error });
    // Usually a cold start was too slow, and the next click works. A message explains more than Slack's warning.
    const isShown = await tools.web.tell(responseUrl, words.voteFormNotOpened);
    return isShown ? unserved(EMPTY) : unserved(FAILED);
  }
}

async function notUnderstood(responseUrl: string | undefined, tools: Desk): Promise<Answered> {
  tools.log({ message: 'request refused', why: 'button not understood' });
  const isShown = await tools.web.tell(responseUrl, words.oldButton);
  return isShown ? served(EMPTY) : unserved(FAILED);
}

/** Works like a typed command, but only for this execution, never for a newer one. */
async function handleButtonCommand(buttonCommand: ButtonCommand, tools: Desk): Promise<Answered> {
  const { act, reference, responseUrl, id, user, name, channel, at } = buttonCommand;
  if (reference === undefined) return notUnderstood(responseUrl, tools);
  const { account, region, pipeline, executionId: execution } = refOfKey(reference.key);
  const command = { type: act, pipeline, where: [account, region], stage: reference.stage, execution };
  const isTaken = await pass({ id, user, name, channel, at, command }, tools);
  return isTaken ? served(EMPTY) : unserved(await failed(tools));
}

async function handleReleaseButton(pressed: ReleaseButton, tools: Desk): Promise<Answered> {
  const { pipeline: key, responseUrl, id, user, name, channel, at, trigger } = pressed;
  if (key === undefined) return notUnderstood(responseUrl, tools);
  const { account, region, pipeline } = refOfPipeline(key);
  const command = { type: 'revisions', pipeline, where: [account, region], view: '' } as const;
  return openReleaseForm(
    { id, user, name, channel, at, trigger, command: { ...command, where: [account, region] } },
    tools,
  );
}

async function handleHome({ user, at, act, isPress }: HomeLook, tools: Desk): Promise<Answered> {
  const isSent = await sent({ signalbox: 'home', user, at, act, isPress }, 'passing on a look at the Home', tools);
  return isSent ? served(EMPTY) : unserved(await failed(tools));
}

async function answerSubmission(submission: VoteSubmission, tools: Desk): Promise<Answered> {
  const { form, comment } = submission;
  if (form === undefined) return served(wrong({ [COMMENT]: words.oldVoteForm }));
  const problem = problemOf(comment, form.reference);
  if (problem !== undefined) return served(wrong({ [COMMENT]: problem }));

  const vote = { ...submission, ...form, comment: truncate(comment.trim(), LONGEST_COMMENT) };
  if (await voted(vote, tools)) return served(EMPTY);
  return unserved(await failed(tools));
}

interface CastVote extends Pick<VoteMessage, 'user' | 'name' | 'decision' | 'comment' | 'channel' | 'at'> {
  reference: Reference;
}

/** The worker behind the queue decides whether the vote counts: it has the policy and all facts. */
async function voted(
  { reference, user, name, decision, comment, channel, at }: CastVote,
  tools: Desk,
): Promise<boolean> {
  const { key, run, newer } = reference;
  const vote = { key, run, user, name, decision, channel, at, ...(newer ? { newer } : {}) };
  const isSent = await sent({ signalbox: 'vote', ...vote, comment }, 'passing on a vote', tools);
  if (isSent) tools.log({ message: 'vote taken in', vote });
  return isSent;
}

export function served(answer: HttpAnswer): Answered {
  return { answer, served: true };
}

export function unserved(answer: HttpAnswer): Answered {
  return { answer, served: false };
}
