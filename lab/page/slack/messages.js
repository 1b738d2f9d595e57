// @ts-check
import { h } from '../dom.js';
import { timeNode } from '../time.js';
import { drawBlock } from './blocks.js';
import { drawMrkdwn } from './draw-text.js';
import { folded } from './fold.js';
import { APP } from './people.js';
import { drawThread, repliedTo } from './thread.js';
import { why } from './why.js';

/**
 * @typedef {import('../../slack/snapshot.ts').SlackMessage} Message
 * @typedef {import('../../slack/snapshot.ts').SlackReply} Reply
 * @typedef {import('../state.ts').LabReason} Reason
 * @typedef {import('./blocks.js').Element} Element
 * @typedef {Pick<import('./blocks.js').Stage, 'nameOf'> & { press: (element: Element, ts: string) => void }} Stage
 */

/**
 * One message as Slack draws it, with its closed thread, and beside it the reasons for its content.
 * @param {Message} message
 * @param {Message | undefined} root the message that has this one in its thread
 * @param {Reason[]} reasons
 * @param {Stage} stage
 */
export function drawMessage(message, root, reasons, stage) {
  const { replies } = message;
  return h(
    'article',
    { class: 'message', 'aria-label': `Message from ${authorOf(message, stage)}` },
    h(
      'div',
      { class: 'content' },
      ...drawContent(message, stage, root && repliedTo(root)),
      replies.length > 0 &&
        drawThread(message, (reply) => drawContent(reply, stage, reply.broadcast && 'Also sent to the channel')),
    ),
    reasons.length > 0 && why(reasons),
  );
}

/**
 * @param {Reply} message
 * @param {Stage} stage
 * @param {Node | string | false | undefined} place where else the message is
 */
function drawContent(message, stage, place) {
  const { text, blocks, ts, author, updates, onlyFor } = message;
  const isApp = author === APP;
  const here = { nameOf: stage.nameOf, press: (/** @type {Element} */ one) => stage.press(one, ts) };
  return [
    h(
      'div',
      { class: isApp ? 'face app' : 'face', 'aria-hidden': 'true' },
      isApp ? '' : authorOf(message, stage).slice(0, 1),
    ),
    h(
      'header',
      {},
      h('strong', {}, authorOf(message, stage)),
      isApp && h('span', { class: 'tag' }, 'APP'),
      timeNode(Number(ts) * 1000),
      updates > 0 && h('span', { class: 'faint' }, `edited ${updates === 1 ? 'once' : `${updates} times`}`),
      place && h('span', { class: 'faint place' }, place),
      onlyFor && h('span', { class: 'faint' }, '◌ Only visible to you'),
    ),
    h(
      'div',
      { class: 'blocks' },
      ...(blocks.length > 0
        ? blocks.map((block, index) =>
            drawBlock(/** @type {import('./blocks.js').Block} */ (block), here, `${ts} ${index}`),
          )
        : [folded(h('div', { class: 'block' }, ...drawMrkdwn(text, stage.nameOf)), text, ts)]),
      blocks.length > 0 && preview(text, ts, stage),
    ),
  ];
}

/**
 * @param {string} text
 * @param {string} ts
 * @param {Stage} stage
 */
function preview(text, ts, stage) {
  return h(
    'details',
    { class: 'preview', 'data-key': `preview ${ts}` },
    h('summary', {}, 'Notification preview'),
    h('p', {}, ...(text ? drawMrkdwn(text, stage.nameOf) : ['(none: the notification would be empty)'])),
  );
}

/**
 * @param {Reply} message
 * @param {Stage} stage
 */
function authorOf({ author }, { nameOf }) {
  return nameOf('person', author) ?? author;
}
