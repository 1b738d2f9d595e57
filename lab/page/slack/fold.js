// @ts-check
import { h } from '../dom.js';

/** Slack hides the end of a long text behind "see more". It documents no limit; these are close to what it does. */
const CHARACTERS = 700;
const LINES = 10;

/**
 * @param {HTMLElement} node the drawn text
 * @param {string} text the same as written
 * @param {string} key of the message and its block, so that an open text stays open
 */
export function folded(node, text, key) {
  if (text.length <= CHARACTERS && text.split('\n').length <= LINES) return node;
  return h(
    'div',
    { class: 'fold' },
    h('div', { class: 'folded' }, node),
    h('details', { class: 'more', 'data-key': `more ${key}` }, h('summary', { 'aria-label': 'See more or less' })),
  );
}
