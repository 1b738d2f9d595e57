import * as z from 'zod/mini';
import { visible } from '../../core/text/visible.ts';

/** What all our forms are made of. Limits: https://docs.slack.dev/reference/views/modal-views */

export interface Modal {
  type: 'modal';
  /** Says which form it is when it is sent. */
  callback_id: string;
  /** Carried in the form itself, so that nothing has to be remembered until it is sent. */
  private_metadata: string;
  title: Text;
  submit: Text;
  close: Text;
  blocks: object[];
}

export interface Text {
  type: 'plain_text';
  text: string;
  emoji: false;
}

export function text(content: string): Text {
  return { type: 'plain_text', text: visible(content), emoji: false };
}

const Metadata = z.object({ channel: z.string() });

/** Where somebody was when a form was opened for them.
 *  @returns undefined for what is no form of ours (any more) */
export function readChannel(metadata: string): string | undefined {
  try {
    return Metadata.safeParse(JSON.parse(metadata)).data?.channel;
  } catch {
    return undefined;
  }
}
