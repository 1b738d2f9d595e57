import * as z from 'zod/mini';
import { visible } from '../../core/text/visible.ts';

/** Limits: https://docs.slack.dev/reference/views/modal-views */

export interface Modal {
  type: 'modal';
  callback_id: string;
  /** The form carries its own context, so nothing is stored until it is submitted. */
  private_metadata: string;
  title: Text;
  /** Absent while there is nothing to submit. */
  submit?: Text;
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

/** @returns the channel where the form was opened; undefined when an incompatible version wrote the form */
export function readChannel(metadata: string): string | undefined {
  try {
    return Metadata.safeParse(JSON.parse(metadata)).data?.channel;
  } catch {
    return undefined;
  }
}
