/** The few Block Kit blocks we need, as plain values. Limits: https://docs.slack.dev/reference/block-kit/blocks */

export type Block = Section | Context;

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

function mrkdwn(text: string): Mrkdwn {
  return { type: 'mrkdwn', text, verbatim: true };
}
