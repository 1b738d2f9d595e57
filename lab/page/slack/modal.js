// @ts-check

import { button, byId, h } from '../dom.js';
import { send, tell } from '../send.js';
import { drawBlock } from './blocks.js';
import { plainText } from './draw-text.js';
import { drawInput, valueIn } from './inputs.js';

/**
 * @typedef {import('../state.ts').LabState['slack']} Slack
 * @typedef {Slack['views'][number]} View
 */

/** What the app did not take, when it did not say which input is wrong. */
let wrong = '';
/** The view that is drawn, without what is wrong in it. */
let drawn = '';

/**
 * The modal that stands open before this person. Drawn anew only when it is another, so that nothing typed is lost.
 * @param {Slack} slack
 * @param {string | undefined} person
 * @param {import('./blocks.js').Stage} stage
 */
export function drawModal({ views }, person, stage) {
  const dialog = /** @type {HTMLDialogElement} */ (byId('modal'));
  const view = views.filter(({ user }) => user === person).at(-1);
  if (!view) {
    drawn = '';
    dialog.close();
    return;
  }
  const { errors, ...rest } = view;
  const now = JSON.stringify(rest);
  if (now !== drawn) {
    drawn = now;
    wrong = '';
    dialog.replaceChildren(form(view, stage));
    dialog.oncancel = () => void close(view);
    if (!dialog.open) dialog.showModal();
  }
  showErrors(dialog, errors);
}

/**
 * @param {View} view
 * @param {import('./blocks.js').Stage} stage
 */
function form(view, stage) {
  const yes = h('button', { type: 'submit', class: 'primary' }, plainText(view.submit?.text ?? ''));
  /** @param {Event} event */
  const onsubmit = async (event) => {
    event.preventDefault();
    const fields = [.../** @type {HTMLFormElement} */ (event.target).querySelectorAll('[name]')];
    const values = Object.fromEntries(fields.map((one) => [one.getAttribute('name') ?? '', valueIn(one)]));
    yes.disabled = true;
    wrong = '';
    const { ok, error } = await tell({ type: 'submit', as: view.user, view: view.id, values });
    wrong = ok ? '' : error;
    yes.disabled = false;
  };
  return h(
    'form',
    { method: 'dialog', novalidate: true, onsubmit },
    h('h2', { id: 'modal-title' }, plainText(view.title.text)),
    ...view.blocks.map((block) =>
      block.type === 'input'
        ? drawInput(/** @type {import('./inputs.js').Input} */ (/** @type {unknown} */ (block)))
        : drawBlock(/** @type {import('./blocks.js').Block} */ (block), stage),
    ),
    h('p', { class: 'bad', role: 'alert', 'data-error': '' }),
    h(
      'div',
      { class: 'buttons' },
      button(plainText(view.close?.text ?? 'Cancel'), () => close(view)),
      view.submit && yes,
    ),
  );
}

/** @param {View} view */
function close({ user, id }) {
  return send({ type: 'dismiss', as: user, view: id });
}

/**
 * @param {HTMLElement} dialog
 * @param {Record<string, string>} errors
 */
function showErrors(dialog, errors) {
  for (const place of dialog.querySelectorAll('[data-error]')) {
    const block = place.getAttribute('data-error') ?? '';
    const text = block === '' ? (Object.keys(errors).length > 0 ? '' : wrong) : (errors[block] ?? '');
    if (place.textContent !== text) place.textContent = text;
    const field = place.parentElement?.querySelector(':scope > [name]');
    field?.setAttribute('aria-invalid', String(text !== ''));
  }
}
