// @ts-check
import { button, byId, h } from './dom.js';

/**
 * @typedef {object} Question
 * @property {string} title
 * @property {Node} [text]
 * @property {string} [label] asks for a line of text
 * @property {string} [yes]
 * @property {string} [no]
 */

/**
 * A question before an action. It is never redrawn, so that no typed text is lost.
 * @param {Question} question
 * @param {(answer: string) => void} then
 */
export function ask({ title, text, label, yes = 'Go on', no = 'Cancel' }, then) {
  const dialog = /** @type {HTMLDialogElement} */ (byId('ask'));
  const input = h('input', { id: 'ask-answer', maxlength: 200, autocomplete: 'off' });
  const form = h(
    'form',
    {
      method: 'dialog',
      onsubmit() {
        then(input.value.trim());
      },
    },
    h('h2', { id: 'ask-title' }, title),
    text && h('div', {}, text),
    label && h('label', { for: 'ask-answer' }, label, input),
    h(
      'div',
      { class: 'buttons' },
      button(no, () => dialog.close()),
      h('button', { type: 'submit', class: 'primary' }, yes),
    ),
  );
  dialog.replaceChildren(form);
  dialog.showModal();
}
