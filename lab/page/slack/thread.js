// @ts-check
import { button, h } from '../dom.js';
import { timeOf } from '../time.js';

/**
 * @typedef {import('../../slack/snapshot.ts').SlackMessage} Message
 * @typedef {import('../../slack/snapshot.ts').SlackReply} Reply
 */

/**
 * The thread of a message, closed as in Slack until it is opened.
 * @param {Message} message
 * @param {(reply: Reply) => (Node | string | false)[]} draw
 */
export function drawThread({ ts, replies }, draw) {
  const last = replies.at(-1);
  return h(
    'details',
    { class: 'thread', id: threadId(ts), 'data-key': 'thread' },
    h(
      'summary',
      {},
      h('strong', {}, replies.length === 1 ? '1 reply' : `${replies.length} replies`),
      last && h('span', { class: 'faint' }, ` Last reply at ${timeOf(Number(last.ts) * 1000)}`),
    ),
    ...replies.map((reply) => h('div', { class: 'reply' }, ...draw(reply))),
  );
}

/** The mark of a reply that was also sent to the channel: it leads to the thread. @param {Message} root */
export function repliedTo({ ts, text }) {
  const open = () => {
    const thread = document.getElementById(threadId(ts));
    if (!(thread instanceof HTMLDetailsElement)) return;
    thread.open = true;
    thread.scrollIntoView({ block: 'nearest' });
  };
  return h('span', {}, 'replied to a thread: ', button(shortened(text), open, { class: 'quiet' }));
}

/** @param {string} ts */
function threadId(ts) {
  return `thread-${ts}`;
}

const LENGTH = 60;

/** @param {string} text */
function shortened(text) {
  return text.length > LENGTH ? `${text.slice(0, LENGTH).trimEnd()}…` : text;
}
