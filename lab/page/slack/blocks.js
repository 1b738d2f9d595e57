// @ts-check
import { ask } from '../ask.js';
import { button, h } from '../dom.js';
import { drawMrkdwn, link, plainText } from './draw-text.js';
import { folded } from './fold.js';

/**
 * The lab's Slack has refused all blocks that Slack would refuse, so these shapes are certain.
 * @typedef {{ type: string, text: string }} TextObject
 * @typedef {{ title: TextObject, text: TextObject, confirm: TextObject, deny: TextObject }} Confirm
 * @typedef {{ type: string, text?: TextObject, url?: string, style?: string, confirm?: Confirm, alt_text?: string,
 *   options?: { text: TextObject, value?: string }[], placeholder?: TextObject, action_id?: string, value?: string }} Element
 * @typedef {{ type: string, text?: TextObject, fields?: TextObject[], accessory?: Element, elements?: Element[],
 *   alt_text?: string, title?: TextObject, expand?: boolean }} Block
 */

/**
 * @typedef {object} Stage the surroundings of a drawn block
 * @property {import('./draw-text.js').NameOf} nameOf
 * @property {(element: Element) => void} press
 * @property {(chosen: { action_id?: string, value: string }) => void} [choose]
 */

/**
 * @param {Block} block
 * @param {Stage} stage
 * @param {string} [key] of a block with text that may be folded
 * @returns {HTMLElement}
 */
export function drawBlock(block, stage, key) {
  switch (block.type) {
    case 'header':
      return h('h4', { class: 'block header' }, ...text(block.text, stage));
    case 'section':
      return section(block, stage, key);
    case 'context':
      return h(
        'div',
        { class: 'block context' },
        ...(block.elements ?? []).map((one) => h('span', {}, ...inContext(one, stage))),
      );
    case 'actions':
      return h('div', { class: 'block buttons' }, ...(block.elements ?? []).map((one) => element(one, stage)));
    case 'divider':
      return h('hr', { class: 'block' });
    case 'image':
      return h('p', { class: 'block faint' }, `Image: ${block.alt_text}`);
    default:
      return h('p', { class: 'block faint' }, `(This page does not draw ${block.type} blocks.)`);
  }
}

/**
 * @param {Block} block
 * @param {Stage} stage
 * @param {string} [key]
 */
function section({ text: body, fields, accessory, expand }, stage, key) {
  const drawn = body && h('div', {}, ...text(body, stage));
  return h(
    'div',
    { class: 'block section' },
    h(
      'div',
      { class: 'section-text' },
      drawn && (key === undefined || expand ? drawn : folded(drawn, body.text, key)),
      fields && h('div', { class: 'fields' }, ...fields.map((field) => h('div', {}, ...text(field, stage)))),
    ),
    accessory && h('div', { class: 'accessory' }, element(accessory, stage)),
  );
}

/**
 * @param {TextObject | undefined} object
 * @param {Stage} stage
 */
function text(object, { nameOf }) {
  if (!object) return [];
  return object.type === 'mrkdwn' ? drawMrkdwn(object.text, nameOf) : [plainText(object.text)];
}

/**
 * @param {Element} one
 * @param {Stage} stage
 */
function inContext(one, stage) {
  if (one.type === 'image') return [`[${one.alt_text}]`];
  return text(/** @type {any} */ (one), stage);
}

/**
 * @param {Element} one
 * @param {Stage} stage
 */
function element(one, stage) {
  if (one.type === 'image') return h('span', { class: 'faint' }, `[${one.alt_text}]`);
  if (one.type !== 'button') return choice(one, stage);
  const { url, style, confirm } = one;
  const label = plainText(one.text?.text ?? '');
  const href = url && /^https?:/.test(url) ? url : undefined;
  if (href && !confirm) return link(href, label, `button ${style ?? ''}`);
  const act = () => (href ? window.open(href, '_blank', 'noopener') : stage.press(one));
  return button(label, () => (confirm ? sure(confirm, stage, act) : act()), { class: style });
}

/**
 * @param {Confirm} confirm
 * @param {Stage} stage
 * @param {() => void} then
 */
function sure(confirm, stage, then) {
  ask(
    {
      title: plainText(confirm.title.text),
      text: h('p', {}, ...text(confirm.text, stage)),
      yes: plainText(confirm.confirm.text),
      no: plainText(confirm.deny.text),
    },
    then,
  );
}

/**
 * A menu of the Home can be used; those of messages only show their options.
 * @param {Element} one
 * @param {Stage} stage
 */
function choice({ placeholder, options = [], action_id }, { choose }) {
  const select = h(
    'select',
    {
      'aria-label': placeholder?.text ?? 'More',
      disabled: choose === undefined,
      onchange: () => choose?.({ action_id, value: select.value }),
    },
    h('option', { value: '' }, placeholder?.text ?? '⋯'),
    ...options.map(({ text, value }) => h('option', { value }, plainText(text.text))),
  );
  return select;
}
