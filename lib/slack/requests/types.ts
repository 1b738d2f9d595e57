import type { ApprovalChoice, CastVote } from '../../core/approval/types.ts';
import type { FailureButton } from '../../core/retry/buttons.ts';
import type { Draft, Fields } from '../commands/command-form.ts';
import type { Form } from '../render/approval-modal.ts';
import type { Reference, StageReference } from './button-reference.ts';

/** What a request from Slack is, once it is known to be from Slack. */
export type Incoming =
  | { type: 'challenge'; challenge: string }
  | Click
  | ButtonCommand
  | VoteSubmission
  | CommandSubmission
  | SlashCommand
  /** Of a kind that we know, and nothing to do. */
  | { type: 'other' }
  | { type: 'unknown' };

export interface RequestBase {
  user: string;
  /** As Slack calls the person. */
  name?: string | undefined;
  /** By Slack's clock; milliseconds. */
  at: number;
}

/** A button of ours was pressed. */
export type Click = RequestBase & {
  type: 'click';
  channel: string;
  /** Absent when the button carries what we do not write (any more). */
  reference?: Reference | undefined;
  /** Opens a form, for three seconds and once. */
  trigger: string;
  responseUrl?: string | undefined;
} & ({ wants: 'vote'; decision: CastVote['decision'] } | { wants: 'form'; decision: ApprovalChoice });

/** A button of ours was pressed that is a command. */
export interface ButtonCommand extends RequestBase {
  type: 'deed';
  act: FailureButton['act'];
  /** The same for the same press, and for no other. */
  id: string;
  channel: string;
  /** Absent when the button carries what we do not write (any more). */
  reference?: StageReference | undefined;
  responseUrl?: string | undefined;
}

/** A form of ours was sent. */
export interface VoteSubmission extends RequestBase {
  type: 'submission';
  decision: ApprovalChoice;
  form?: Omit<Form, 'decision'> | undefined;
  comment: string;
}

/** A form of ours was sent that is a command. */
export interface CommandSubmission extends RequestBase {
  type: 'filled';
  order: Draft['type'];
  /** The same for the same form with the same words in it, and for no other. */
  id: string;
  /** Where the form was asked for; absent when it carries what we do not write (any more). */
  channel?: string | undefined;
  fields: Fields;
}

/** `/signalbox WORD …` */
export interface SlashCommand extends RequestBase {
  type: 'command';
  /** The same for the same press, and for no other. */
  id: string;
  channel: string;
  /** Opens a form, for three seconds and once. */
  trigger: string;
  /** With its slash, as the workspace calls it. */
  command: string;
  text: string;
}
