import { visible } from '../../core/text/visible.ts';

/** Limits: https://docs.slack.dev/reference/block-kit/blocks */

export type Block = Section | Context | Actions;

interface Mrkdwn {
  type: 'mrkdwn';
  text: string;
  /** Slack does not turn names of people and channels in the text into links. */
  verbatim: true;
}
interface Section {
  type: 'section';
  text: Mrkdwn;
  accessory?: Button;
  /** Slack folds a long text otherwise. */
  expand?: true;
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

/** Character limits: label 75, value 2,000; confirmation title 100, its text 300, its buttons 30 each. */
export interface Button {
  type: 'button';
  action_id: string;
  text: PlainText;
  value: string;
  style?: 'primary' | 'danger';
  confirm?: { title: PlainText; text: PlainText; confirm: PlainText; deny: PlainText };
}

/** At most 50 blocks. Notifications and screen readers use `text`. */
export interface Message {
  text: string;
  blocks: Block[];
}

/** At least 1 character, at most 3,000. */
export function section(text: string): Section {
  return { type: 'section', text: mrkdwn(text) };
}

export function unfoldedSection(text: string, accessory?: Button): Section {
  return { ...section(text), expand: true, ...(accessory && { accessory }) };
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
