// @ts-check
import { h } from '../dom.js';
import { timeNode } from '../time.js';

/** One publication as a subscriber gets it. @param {import('../state.ts').LabMail} mail */
export function drawMail({ at, topic, subject, attributes, message }) {
  return h(
    'article',
    { class: 'mail' },
    h('header', {}, h('strong', {}, subject || '(no subject)'), timeNode(at)),
    h('p', { class: 'faint' }, 'to ', h('code', {}, topic.split(':').at(-1) ?? topic)),
    h(
      'ul',
      { class: 'attributes', 'aria-label': 'Attributes' },
      ...Object.entries(attributes).map(([name, value]) =>
        h('li', {}, h('span', { class: 'faint' }, name), ` ${value}`),
      ),
    ),
    h('pre', { tabindex: 0 }, pretty(message)),
  );
}

/** @param {string} message */
function pretty(message) {
  try {
    return JSON.stringify(JSON.parse(message), null, 2);
  } catch {
    return message;
  }
}
