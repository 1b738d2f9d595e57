// @ts-check

import { h } from '../dom.js';
import { timeNode } from '../time.js';
import { drawBlock } from './blocks.js';
import { drawMrkdwn } from './draw-text.js';
import { APP } from './people.js';
import { why } from './why.js';

/**
 * @typedef {import('../../slack/snapshot.ts').SlackMessage} Message
 * @typedef {import('../../slack/snapshot.ts').SlackReply} Reply
 * @typedef {import('../state.ts').LabReason} Reason
 * @typedef {import('./blocks.js').Element} Element
 * @typedef {Pick<import('./blocks.js').Stage, 'nameOf'> & { press: (element: Element, ts: string) => void }} Stage
 */

const REPLIES_SHOWN = 4;

/**
 * One message as Slack draws it, its thread under it, and beside it why it says what it says.
 * @param {Message} message
 * @param {Reason[]} reasons
 * @param {Stage} stage
 */
export function drawMessage(message, reasons, stage) {
  const { replies } = message;
  const early = replies.slice(0, -REPLIES_SHOWN);
  return h(
    'article',
    { class: 'message', 'aria-label': `Message from ${authorOf(message, stage)}` },
    h(
      'div',
      { class: 'said' },
      ...body(message, stage),
      replies.length > 0 &&
        h(
          'div',
          { class: 'thread' },
          h('p', { class: 'faint' }, replies.length === 1 ? '1 reply' : `${replies.length} replies`),
          early.length > 0 &&
            h(
              'details',
              { 'data-key': 'early' },
              h('summary', {}, `${early.length} earlier`),
              ...early.map((reply) => h('div', { class: 'reply' }, ...body(reply, stage))),
            ),
          ...replies.slice(-REPLIES_SHOWN).map((reply) => h('div', { class: 'reply' }, ...body(reply, stage))),
        ),
    ),
    reasons.length > 0 && why(reasons),
  );
}

/**
 * @param {Reply} message
 * @param {Stage} stage
 */
function body(message, stage) {
  const { text, blocks, ts, author, updates, broadcast, onlyFor } = message;
  const app = author === APP;
  const here = { nameOf: stage.nameOf, press: (/** @type {Element} */ one) => stage.press(one, ts) };
  return [
    h(
      'div',
      { class: app ? 'face app' : 'face', 'aria-hidden': 'true' },
      app ? '' : authorOf(message, stage).slice(0, 1),
    ),
    h(
      'header',
      {},
      h('strong', {}, authorOf(message, stage)),
      app && h('span', { class: 'tag' }, 'APP'),
      timeNode(Number(ts) * 1000),
      updates > 0 && h('span', { class: 'faint' }, `edited ${updates === 1 ? 'once' : `${updates} times`}`),
      broadcast && h('span', { class: 'faint' }, '↳ also sent to the channel'),
      onlyFor && h('span', { class: 'faint' }, '◌ only visible to you'),
    ),
    h(
      'div',
      { class: 'blocks' },
      ...(blocks.length > 0
        ? blocks.map((block) => drawBlock(/** @type {import('./blocks.js').Block} */ (block), here))
        : [h('div', { class: 'block' }, ...drawMrkdwn(text, stage.nameOf))]),
      blocks.length > 0 &&
        h(
          'details',
          { class: 'preview', 'data-key': `preview ${ts}` },
          h('summary', {}, 'Notification preview'),
          h('p', {}, ...(text ? drawMrkdwn(text, stage.nameOf) : ['(none: a notification would be empty)'])),
        ),
    ),
  ];
}

/**
 * @param {Reply} message
 * @param {Stage} stage
 */
function authorOf({ author }, { nameOf }) {
  return nameOf('person', author) ?? author;
}
