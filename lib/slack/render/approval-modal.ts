import type { ApprovalChoice } from '../../core/approval/types.ts';
import { refOfKey } from '../../core/execution/facts.ts';
import { truncate } from '../../core/text/truncate.ts';
import { type Reference, readReference } from '../requests/button-reference.ts';
import { commentHint, commentTooShort, labels, NEWER_WAITS } from './approval-messages.ts';
import { type Modal, readChannel, type Text, text } from './modal-parts.ts';

export interface Form {
  decision: ApprovalChoice;
  reference: Reference;
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

/** Both the block id and the action id of its input. */
export const COMMENT = 'comment';

/** Characters. AWS keeps 512 with an answer, and the names of the voters must fit too. */
const LONGEST = 400;
/** AWS limit for the name of a pipeline, stage or action. */
const LONGEST_NAME = 100;

export function approvalModal({ decision, reference, channel }: Form): CommentModal {
  const verb = labels[decision];
  return {
    type: 'modal',
    callback_id: decision,
    private_metadata: JSON.stringify({ ...reference, channel }),
    title: text(verb),
    submit: text(verb),
    close: text(labels.cancel),
    blocks: [
      { type: 'context', elements: [text(`${subject(reference)}${reference.newer ? `. ${NEWER_WAITS}` : ''}`)] },
      input(leastOf(reference)),
    ],
  };
}

export function readForm(metadata: string): Omit<Form, 'decision'> | undefined {
  const reference = readReference(metadata);
  const channel = readChannel(metadata);
  return reference && channel !== undefined ? { reference, channel } : undefined;
}

/** @returns the error to show below the field. Slack's min_length counts blanks; this check does not. */
export function problemOf(comment: string, reference: Reference): string | undefined {
  const least = leastOf(reference);
  if ([...comment.trim()].length >= least) return undefined;
  return commentTooShort(least);
}

/** The person opened the form to comment, so at least one character is required. */
function leastOf({ comment }: Reference): number {
  return Math.min(Math.max(1, Math.ceil(comment)), LONGEST);
}

/** `run` is STAGE/ACTION@RUN_ID. A stage name has no slash; an action name may contain an @, a run id does not. */
function subject({ key, run }: Reference): string {
  const [, stage = '', action = ''] = /^([^/]*)\/(.*?)(?:@[^@]*)?$/s.exec(run) ?? [];
  const { pipeline } = refOfKey(key);
  const short = (name: string) => truncate(name, LONGEST_NAME);
  return `${short(action)} in stage ${short(stage)} of pipeline ${short(pipeline)}`;
}

function input(least: number): Input {
  return {
    type: 'input',
    block_id: COMMENT,
    label: text(labels.comment),
    hint: text(commentHint(least)),
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
