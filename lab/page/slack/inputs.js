// @ts-check
import { h } from '../dom.js';
import { plainText } from './draw-text.js';

/**
 * The inputs of a modal, as fields of the browser.
 * @typedef {import('../../slack/view.ts').Input & { hint?: { text: string },
 *   element: { multiline?: boolean, placeholder?: { text: string } } }} Input
 */

/** @param {Input} input */
export function drawInput({ block_id, label, hint, optional, element }) {
  const id = `input-${block_id}`;
  const common = {
    id,
    name: block_id,
    placeholder: plainText(element.placeholder?.text ?? ''),
    'aria-describedby': `${id}-hint ${id}-error`,
    'aria-required': optional ? 'false' : 'true',
  };
  const field = fieldFor(element, common);
  return h(
    'div',
    { class: 'field' },
    h('label', { for: id }, plainText(label.text), optional && h('span', { class: 'faint' }, ' (optional)')),
    field,
    h('p', { id: `${id}-hint`, class: 'faint' }, plainText(hint?.text ?? '')),
    h('p', { id: `${id}-error`, class: 'bad', role: 'alert', 'data-error': block_id }),
  );
}

/**
 * @param {Input['element']} element
 * @param {import('../dom.js').Attributes} common
 */
function fieldFor(element, common) {
  const { type, multiline, placeholder, options = [], initial_value: value = '' } = element;
  if (type === 'static_select') {
    const choices = options.map(({ text, description, value }) => {
      const label = [text.text, description?.text].filter(Boolean).join(' · ');
      return h('option', { value, selected: value === element.initial_option?.value }, plainText(label));
    });
    return h('select', common, h('option', { value: '' }, plainText(placeholder?.text ?? '')), choices);
  }
  if (type === 'checkboxes') {
    const [option] = options;
    const checked = element.initial_options !== undefined;
    return h(
      'label',
      {},
      h('input', { ...common, type: 'checkbox', value: option?.value, checked }),
      plainText(option?.text.text ?? ''),
    );
  }
  if (type === 'datetimepicker') {
    const { initial_date_time: first } = element;
    return h('input', { ...common, type: 'datetime-local', value: first && localTime(first) });
  }
  return multiline ? h('textarea', { ...common, rows: 4 }, value) : h('input', { ...common, value });
}

/** A date becomes an instant in seconds, whatever the zone of the browser. @param {Element} field */
export function valueIn(field) {
  const { type, value, checked } = /** @type {HTMLInputElement} */ (field);
  if (type === 'checkbox') return checked ? value : '';
  return type === 'datetime-local' && value !== '' ? String(Date.parse(value) / 1000) : value;
}

/** The value of a field for local times. @param {number} seconds */
function localTime(seconds) {
  const zone = new Date(seconds * 1000).getTimezoneOffset();
  return new Date(seconds * 1000 - zone * 60_000).toISOString().slice(0, 16);
}
