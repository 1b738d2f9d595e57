import type { ApprovalChoice } from '../../core/approval/types.ts';
import { refOfKey } from '../../core/execution/facts.ts';
import { truncate } from '../../core/text/truncate.ts';
import { type Reference, readReference } from '../requests/button-reference.ts';
import { type Modal, readChannel, type Text, text } from './modal-parts.ts';

/** The form in which a person says why. */

/** What a form is about. It is carried in the form itself, so that nothing has to be remembered until it is sent. */
export interface Form {
  decision: ApprovalChoice;
  reference: Reference;
  /** Where the button was pressed. */
  channel: string;
}

interface CommentModal extends Modal {
  callback_id: ApprovalChoice;
  blocks: [{ type: 'context'; elements: Text[] }, Input];
}
interface Input {
  type: 'input';
  block_id: string;
  label: Text;
  hint: Text;
  optional: false;
  element: {
    type: 'plain_text_input';
    action_id: string;
    multiline: true;
    focus_on_load: true;
    min_length: number;
    max_length: number;
  };
}

/** Names the block, and the input in it. */
export const COMMENT = 'comment';

/** AWS keeps 512 characters with an answer, and the people's names have to be among them. */
const LONGEST = 400;
/** What AWS allows for the name of a pipeline, stage or action. */
const LONGEST_NAME = 100;

export function approvalModal({ decision, reference, channel }: Form): CommentModal {
  const verb = decision === 'approve' ? 'Approve' : 'Reject';
  return {
    type: 'modal',
    callback_id: decision,
    private_metadata: JSON.stringify({ ...reference, channel }),
    title: text(verb),
    submit: text(verb),
    close: text('Cancel'),
    blocks: [{ type: 'context', elements: [text(subject(reference))] }, input(leastOf(reference))],
  };
}

export function readForm(metadata: string): Omit<Form, 'decision'> | undefined {
  const reference = readReference(metadata);
  const channel = readChannel(metadata);
  return reference && channel !== undefined ? { reference, channel } : undefined;
}

/** What is wrong with a comment, said below its field. Slack counts blanks too, and we do not. */
export function problemOf(comment: string, reference: Reference): string | undefined {
  const least = leastOf(reference);
  if ([...comment.trim()].length >= least) return undefined;
  if (least === 1) return 'Say why, in a word or more.';
  return `Say why, in at least ${least} characters; blanks around them do not count.`;
}

/** Whoever asked for a form wants to say something, even where nothing has to be said. */
function leastOf({ comment }: Reference): number {
  return Math.min(Math.max(1, Math.ceil(comment)), LONGEST);
}

/** A stage's name has no slash; an action's may have an @, a run's id has none. */
function subject({ key, run }: Reference): string {
  const [, stage = '', action = ''] = /^([^/]*)\/(.*?)(?:@[^@]*)?$/s.exec(run) ?? [];
  const [what, where, which] = [action, stage, refOfKey(key).pipeline].map((name) => truncate(name, LONGEST_NAME));
  return `${what} in stage ${where} of pipeline ${which}`;
}

function input(least: number): Input {
  return {
    type: 'input',
    block_id: COMMENT,
    label: text('Comment'),
    hint: text(
      `${least > 1 ? `At least ${least} characters. ` : ''}It is shown in the channel and kept by CodePipeline.`,
    ),
    optional: false,
    element: {
      type: 'plain_text_input',
      action_id: COMMENT,
      multiline: true,
      focus_on_load: true,
      min_length: least,
      max_length: LONGEST,
    },
  };
}
