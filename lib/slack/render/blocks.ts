import { visible } from '../../core/text/visible.ts';

/** The few Block Kit blocks we need, as plain values. Limits: https://docs.slack.dev/reference/block-kit/blocks */

export type Block = Section | Context | Actions;

interface Mrkdwn {
  type: 'mrkdwn';
  text: string;
  /** Names of people and channels in it stay text. */
  verbatim: true;
}
interface Section {
  type: 'section';
  text: Mrkdwn;
}
interface Context {
  type: 'context';
  elements: Mrkdwn[];
}

interface Actions {
  type: 'actions';
  elements: Button[];
}

interface PlainText {
  type: 'plain_text';
  text: string;
}

/** Label at most 75 characters, value 2,000; of the confirmation the title 100, the text 300, its buttons 30 each. */
export interface Button {
  type: 'button';
  action_id: string;
  text: PlainText;
  value: string;
  style?: 'primary' | 'danger';
  confirm?: { title: PlainText; text: PlainText; confirm: PlainText; deny: PlainText };
}

/** A message, at most 50 blocks. `text` is the notification and what screen readers say. */
export interface Message {
  text: string;
  blocks: Block[];
}

/** At most 3,000 characters, and never none. */
export function section(text: string): Section {
  return { type: 'section', text: mrkdwn(text) };
}

export function context(text: string): Context {
  return { type: 'context', elements: [mrkdwn(text)] };
}

/** At most 25 buttons. */
export function buttons(...elements: Button[]): Actions {
  return { type: 'actions', elements };
}

export function plainText(text: string): PlainText {
  return { type: 'plain_text', text: visible(text) };
}

function mrkdwn(text: string): Mrkdwn {
  return { type: 'mrkdwn', text: visible(text), verbatim: true };
}
