// @ts-check
import { h } from '../dom.js';
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
 * @param {string} label
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

/** @type {Record<string, Intl.DateTimeFormatOptions>} */
const formats = {
  date_num: { year: 'numeric', month: '2-digit', day: '2-digit' },
  date: { month: 'long', day: 'numeric', year: 'numeric' },
  date_short: { month: 'short', day: 'numeric', year: 'numeric' },
  date_long: { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' },
  time: { hour: '2-digit', minute: '2-digit' },
  time_secs: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
};

/** @param {Extract<Piece, { type: 'date' }>} piece */
function date({ seconds, format, fallback }) {
  const at = new Date(seconds * 1000);
  let known = Number.isFinite(at.getTime());
  const text = format.replace(/\{(\w+)\}/g, (_, token) => {
    const options = formats[token.replace('_pretty', '')];
    if (!options || !known) known = false;
    return known ? new Intl.DateTimeFormat('en-GB', options).format(at) : '';
  });
  return known ? h('time', { datetime: at.toISOString(), title: fallback }, text) : fallback;
}
