import type { Text } from './view.ts';
import type { Block } from './workspace.ts';

/** A button and the block it stands in. */
export interface Button {
  block_id: string;
  text: Text;
  action_id: string;
  value?: string;
  style?: string;
}

type Element = { type: string; text: Text; action_id?: string; value?: string; style?: string };

export function buttonsIn(blocks: Block[]): Button[] {
  return blocks.flatMap((block, index) => {
    const elements = [...list(block.elements), ...(block.accessory ? [block.accessory as Element] : [])];
    return elements.flatMap((element, place) => {
      if (element.type !== 'button') return [];
      const { text, value, style, action_id = `button${place}` } = element;
      return [{ block_id: String(block.block_id ?? `block${index}`), text, action_id, ...present({ value, style }) }];
    });
  });
}

/** Whatever is given has to fit. */
export interface Wanted {
  action_id?: string;
  /** How its label begins, in any case. */
  button?: string;
  value?: string;
}

/** An equal label comes before labels that only begin with the text. */
export function findButton(buttons: Button[], { action_id, button, value }: Wanted): Button | undefined {
  const wanted = button?.toLowerCase();
  const fit = buttons.filter(
    (one) =>
      (action_id === undefined || one.action_id === action_id) &&
      (value === undefined || one.value === value) &&
      (wanted === undefined || labelOf(one).startsWith(wanted)),
  );
  return fit.find((one) => labelOf(one) === wanted) ?? fit[0];
}

/** Without the mark in front. */
function labelOf({ text }: Button): string {
  return text.text.toLowerCase().replace(/^[^\p{L}\p{N}]+/u, '');
}

function list(elements: unknown): Element[] {
  return Array.isArray(elements) ? elements : [];
}

function present(fields: { value: string | undefined; style: string | undefined }) {
  return Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== undefined));
}
