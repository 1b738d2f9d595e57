import { buttonsIn } from './buttons.ts';
import type { Block, Message } from './workspace.ts';

const KEPT = 20;

/** Gives a message other content, and keeps what could be pressed in the old. */
export function rewrite(message: Message, text: string, blocks: Block[]): void {
  const shown = new Set(blocks.map((block) => JSON.stringify(block)));
  const gone = message.blocks.filter((block) => buttonsIn([block]).length > 0 && !shown.has(JSON.stringify(block)));
  const before = (message.formerly ?? []).filter((block) => !shown.has(JSON.stringify(block)));
  message.formerly = [...gone, ...before].slice(0, KEPT);
  message.text = text;
  message.blocks = blocks;
  message.updates += 1;
}
