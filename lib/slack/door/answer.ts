import { cut } from '../../core/cut.ts';
import { refOfKey } from '../../core/execution.ts';
import type { CommandLetter, VoteLetter } from '../../letter.ts';
import type { Queue } from '../../queue.ts';
import type { Click, Deed, Incoming, Submission } from '../incoming.ts';
import { COMMENT, modal, problemOf } from '../modal.ts';
import type { Reference } from '../reference.ts';
import { answerCommand, pass } from './commands.ts';
import { answerFilled } from './filled.ts';
import { EMPTY, type HttpAnswer, text, wrong } from './http.ts';
import type { WebApi } from './web-api.ts';

export interface Tools {
  queue: Pick<Queue, 'send'>;
  web: WebApi;
  log: (line: Line) => void;
}

export type Line =
  | { message: 'request refused'; why: string }
  | { message: 'vote taken in'; vote: Omit<VoteLetter, 'signalbox' | 'comment'> }
  | { message: 'command taken in'; command: Omit<CommandLetter, 'signalbox' | 'command'> & { type: string } }
  | { message: 'request failed'; doing: string; error: unknown };

export interface Answered {
  answer: HttpAnswer;
  /** Nothing of it is left undone. What is may come again. */
  served: boolean;
}

const LONGEST_COMMENT = 1_000;

export async function answer(incoming: Incoming, tools: Tools): Promise<Answered> {
  switch (incoming.type) {
    case 'challenge':
      return served(text(200, incoming.challenge));
    case 'click':
      return answerClick(incoming, tools);
    case 'deed':
      return answerDeed(incoming, tools);
    case 'submission':
      return answerSubmission(incoming, tools);
    case 'filled':
      return answerFilled(incoming, tools);
    case 'command':
      return answerCommand(incoming, tools);
    case 'other':
      return served(EMPTY);
    case 'unknown':
      return unserved(text(400, 'Signalbox does not know what this is.'));
    default:
      return incoming satisfies never;
  }
}

async function answerClick(click: Click, tools: Tools): Promise<Answered> {
  const { reference, channel, responseUrl } = click;
  if (reference === undefined) return notUnderstood(responseUrl, tools);
  if (click.wants === 'vote') {
    return (await voted({ ...click, reference, channel }, tools)) ? served(EMPTY) : unserved(FAILED);
  }
  try {
    await tools.web.open(click.trigger, modal({ decision: click.decision, reference, channel }));
    return served(EMPTY);
  } catch (error) {
    tools.log({ message: 'request failed', doing: 'opening a form', error });
    // Mostly we woke up too slowly, and the next press works. Words help more than Slack's warning sign, which stays
    // for when they do not get through.
    const told = await tools.web.tell(responseUrl, NOT_OPENED);
    return told ? unserved(EMPTY) : unserved(FAILED);
  }
}

async function notUnderstood(responseUrl: string | undefined, tools: Tools): Promise<Answered> {
  tools.log({ message: 'request refused', why: 'button not understood' });
  const told = await tools.web.tell(responseUrl, OLD_BUTTON);
  return told ? served(EMPTY) : unserved(FAILED);
}

/** As if it had been typed, but about this execution and no newer one. */
async function answerDeed(deed: Deed, tools: Tools): Promise<Answered> {
  const { act, reference, responseUrl, id, user, name, channel, at } = deed;
  if (reference === undefined) return notUnderstood(responseUrl, tools);
  const { account, region, pipeline, executionId: execution } = refOfKey(reference.key);
  const command = { type: act, pipeline, where: [account, region], stage: reference.stage, execution };
  return (await pass({ id, user, name, channel, at, command }, tools)) ? served(EMPTY) : unserved(FAILED);
}

async function answerSubmission(submission: Submission, tools: Tools): Promise<Answered> {
  const { form, comment } = submission;
  if (form === undefined) return served(wrong({ [COMMENT]: OLD_FORM }));
  const problem = problemOf(comment, form.reference);
  if (problem !== undefined) return served(wrong({ [COMMENT]: problem }));

  const vote = { ...submission, ...form, comment: cut(comment.trim(), LONGEST_COMMENT) };
  if (await voted(vote, tools)) return served(EMPTY);
  return unserved(wrong({ [COMMENT]: NOT_TAKEN_IN }));
}

interface Said extends Pick<VoteLetter, 'user' | 'name' | 'decision' | 'comment' | 'channel' | 'at'> {
  reference: Reference;
}

/** Whether it counts is not judged here: at the end of the queue stand the rules, and all that is known. */
async function voted({ reference, user, name, decision, comment, channel, at }: Said, tools: Tools): Promise<boolean> {
  const { key, run } = reference;
  const vote = { key, run, user, name, decision, channel, at };
  try {
    await tools.queue.send({ signalbox: 'vote', ...vote, comment });
    tools.log({ message: 'vote taken in', vote });
    return true;
  } catch (error) {
    tools.log({ message: 'request failed', doing: 'passing on a vote', error });
    return false;
  }
}

const OLD_BUTTON = 'This button is too old to be understood. Look for a newer message.';
const OLD_FORM = 'This form is too old to be understood. Close it and press again.';
const NOT_OPENED = 'Signalbox could not open the form. Press again; if it stays so, decide in the AWS console.';
const NOT_TAKEN_IN = 'Signalbox could not take this in; press again in a moment.';

/** Slack shows the person its own warning, beside the button. */
const FAILED = text(500, NOT_TAKEN_IN);

export function served(answer: HttpAnswer): Answered {
  return { answer, served: true };
}

export function unserved(answer: HttpAnswer): Answered {
  return { answer, served: false };
}
