// @ts-check
import { h } from '../dom.js';
import { labNow } from '../time.js';
import { dateText } from './date-text.js';
import { emojiFor } from './emoji.js';
import { decode, parse } from './mrkdwn.js';

/**
 * @typedef {import('./mrkdwn.js').Piece} Piece
 * @typedef {(kind: 'person' | 'group' | 'channel', id: string) => string | undefined} NameOf
 */

/**
 * @param {string} text
 * @param {NameOf} nameOf
 */
export function drawMrkdwn(text, nameOf) {
  return parse(text).map((piece) => draw(piece, nameOf));
}

/** Plain text has names of emoji in it and nothing else. @param {string} text */
export function plainText(text) {
  return decode(text).replace(/:([a-z0-9_+-]+):/g, (whole, name) => emojiFor(name) ?? whole);
}

/**
 * @param {Piece} piece
 * @param {NameOf} nameOf
 * @returns {Node | string}
 */
function draw(piece, nameOf) {
  const inner = 'inner' in piece ? piece.inner.map((one) => draw(one, nameOf)) : [];
  switch (piece.type) {
    case 'text':
      return piece.text;
    case 'line':
      return h('br', {});
    case 'bold':
      return h('strong', {}, ...inner);
    case 'italic':
      return h('em', {}, ...inner);
    case 'strike':
      return h('s', {}, ...inner);
    case 'quote':
      return h('blockquote', {}, ...inner);
    case 'code':
      return h('code', {}, piece.text);
    case 'fence':
      return h('pre', { tabindex: 0 }, piece.text);
    case 'link':
      return link(piece.url, piece.label);
    case 'mention':
      return mention(piece, nameOf);
    case 'date':
      return date(piece);
  }
}

/**
 * @param {string} url
 * @param {Node | string} label
 * @param {string} [className]
 */
export function link(url, label, className) {
  return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer', class: className }, label);
}

/**
 * @param {Extract<Piece, { type: 'mention' }>} piece
 * @param {NameOf} nameOf
 */
function mention({ kind, id, label }, nameOf) {
  const name = label || (kind === 'everyone' ? id : nameOf(kind, id)) || id;
  return h('span', { class: 'mention' }, `${kind === 'channel' ? '#' : '@'}${name.replace(/^[@#]/, '')}`);
}

/** @param {Extract<Piece, { type: 'date' }>} piece */
function date({ seconds, format, url, fallback }) {
  const text = dateText(seconds * 1000, format, labNow());
  if (text === undefined) return fallback;
  const time = h('time', { datetime: new Date(seconds * 1000).toISOString(), title: fallback }, text);
  return url === undefined ? time : link(url, time);
}
