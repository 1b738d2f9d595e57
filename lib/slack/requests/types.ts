import type { ApprovalChoice, CastVote } from '../../core/approval/types.ts';
import type { PipelineKey } from '../../core/freeze/transitions.ts';
import type { HomeRequest } from '../../core/home/types.ts';
import type { FailureButton } from '../../core/retry/buttons.ts';
import type { Draft, Fields } from '../commands/command-form.ts';
import type { Form } from '../render/approval-modal.ts';
import type { Reference, StageReference } from './button-reference.ts';

export type Incoming =
  | { type: 'challenge'; challenge: string }
  | Click
  | ButtonCommand
  | VoteSubmission
  | CommandSubmission
  | ReleaseSubmission
  | ReleaseButton
  | SlashCommand
  | HomeLook
  /** A known kind that needs no action. */
  | { type: 'other' }
  | { type: 'unknown' };

export interface RequestBase {
  user: string;
  name?: string;
  at: number;
}

export type Click = RequestBase & {
  type: 'click';
  channel: string;
  /** Absent when an incompatible version wrote the button. */
  reference?: Reference;
  /** Opens one form, within three seconds. */
  trigger: string;
  responseUrl?: string;
} & ({ wants: 'vote'; decision: CastVote['decision'] } | { wants: 'form'; decision: ApprovalChoice });

export interface ButtonCommand extends RequestBase {
  type: 'operation';
  act: FailureButton['act'];
  /** Unique per click, and equal when Slack sends the click again. */
  id: string;
  channel: string;
  reference?: StageReference;
  responseUrl?: string;
}

export interface VoteSubmission extends RequestBase {
  type: 'submission';
  decision: ApprovalChoice;
  form?: Omit<Form, 'decision'>;
  comment: string;
}

export interface CommandSubmission extends RequestBase {
  type: 'form';
  command: Draft['type'];
  /** Unique per form and content, and equal when Slack sends the form again. */
  id: string;
  /** The channel where the form was opened; absent when an incompatible version wrote the form. */
  channel?: string;
  fields: Fields;
}

export interface ReleaseSubmission extends RequestBase {
  type: 'release form';
  id: string;
  metadata: string;
  chosen: string;
}

export interface ReleaseButton extends RequestBase {
  type: 'revisions';
  id: string;
  channel: string;
  /** Absent when an incompatible version wrote the button. */
  pipeline?: PipelineKey;
  trigger: string;
  responseUrl?: string;
}

export interface HomeLook extends RequestBase {
  type: 'home';
  act?: HomeRequest['act'];
  isPress: boolean;
}

/** `/signalbox WORD …` */
export interface SlashCommand extends RequestBase {
  type: 'command';
  /** Unique per command typed, and equal when Slack sends it again. */
  id: string;
  channel: string;
  trigger: string;
  /** With its slash, as the workspace named it. */
  command: string;
  text: string;
}
