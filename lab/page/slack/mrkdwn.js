// @ts-check
import { emojiFor } from './emoji.js';

/**
 * Slack's markup as a tree, without elements: parsing is separate from drawing.
 * @typedef {{ type: 'text' | 'code' | 'fence', text: string }
 *   | { type: 'line' }
 *   | { type: 'bold' | 'italic' | 'strike' | 'quote', inner: Piece[] }
 *   | { type: 'link', url: string, label: string }
 *   | { type: 'mention', kind: 'person' | 'group' | 'channel' | 'everyone', id: string, label: string }
 *   | { type: 'date', seconds: number, format: string, url?: string, fallback: string }} Piece
 */

const inline = new RegExp(
  [
    /`(?<code>[^`\n]+)`/,
    /<(?<angle>[^<>\n]+)>/,
    /(?<![\w*])\*(?=\S)(?<bold>[^*\n]*[^\s*])\*(?![\w*])/,
    /(?<![\w_])_(?=\S)(?<italic>[^_\n]*[^\s_])_(?![\w_])/,
    /(?<![\w~])~(?=\S)(?<strike>[^~\n]*[^\s~])~(?![\w~])/,
    /:(?<emoji>[a-z0-9_+-]+):/,
    /(?<url>https?:\/\/[^\s<>|`]*[^\s<>|`.,;:!?)*_~])/,
    /(?<line>\n)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

/**
 * @param {string} text
 * @returns {Piece[]}
 */
export function parse(text) {
  return text.split(/```\n?([\s\S]*?)\n?```\n?/).flatMap((part, index) => {
    if (index % 2 === 1) return [{ type: /** @type {const} */ ('fence'), text: decode(part) }];
    return quotes(part);
  });
}

/** An escaped `>` opens a quote too, as it does in Slack. @param {string} text */
function quotes(text) {
  return text
    .split(/((?:^(?:>|&gt;).*(?:\n|$))+)/m)
    .filter((part) => part !== '')
    .flatMap((part) => {
      if (!/^(?:>|&gt;)/.test(part)) return spans(part);
      const inner = spans(part.replace(/^(?:>|&gt;) ?/gm, '').replace(/\n$/, ''));
      return [/** @type {Piece} */ ({ type: 'quote', inner })];
    });
}

/**
 * @param {string} text
 * @returns {Piece[]}
 */
function spans(text) {
  /** @type {Piece[]} */
  const pieces = [];
  let done = 0;
  for (const match of text.matchAll(inline)) {
    if (match.index > done) pieces.push(plain(text.slice(done, match.index)));
    pieces.push(piece(match[0], match.groups ?? {}));
    done = match.index + match[0].length;
  }
  if (done < text.length) pieces.push(plain(text.slice(done)));
  return pieces;
}

/**
 * @param {string} whole
 * @param {Record<string, string | undefined>} groups
 * @returns {Piece}
 */
function piece(whole, { code, angle, bold, italic, strike, emoji, url, line }) {
  if (code) return { type: 'code', text: decode(code) };
  if (angle) return reference(angle) ?? plain(whole);
  if (bold) return { type: 'bold', inner: spans(bold) };
  if (italic) return { type: 'italic', inner: spans(italic) };
  if (strike) return { type: 'strike', inner: spans(strike) };
  if (emoji) return plain(emojiFor(emoji) ?? whole);
  if (url) return { type: 'link', url: decode(url), label: decode(url) };
  if (line) return { type: 'line' };
  return plain(whole);
}

/**
 * The text between angle brackets.
 * @param {string} inside
 * @returns {Piece | undefined}
 */
function reference(inside) {
  const [, target = '', label = ''] = /^([^|]*)\|?(.*)$/.exec(inside) ?? [];
  const text = decode(label);
  const [, seconds, format = '', url = ''] = /^!date\^(\d+)\^([^^]+)(?:\^(https?:.*))?$/.exec(target) ?? [];
  if (seconds) {
    return {
      type: 'date',
      seconds: Number(seconds),
      format: decode(format),
      ...(url && { url: decode(url) }),
      fallback: text,
    };
  }
  const group = /^!subteam\^(\w+)/.exec(target);
  if (group) return { type: 'mention', kind: 'group', id: group[1] ?? '', label: text };
  if (/^!(here|channel|everyone)$/.test(target)) {
    return { type: 'mention', kind: 'everyone', id: target.slice(1), label: text };
  }
  if (/^@[UW]\w*$/.test(target)) return { type: 'mention', kind: 'person', id: target.slice(1), label: text };
  if (/^#C\w*$/.test(target)) return { type: 'mention', kind: 'channel', id: target.slice(1), label: text };
  if (/^(https?:\/\/|mailto:)/.test(target)) {
    return { type: 'link', url: decode(target), label: text || decode(target) };
  }
  return undefined;
}

/**
 * @param {string} text
 * @returns {Piece}
 */
function plain(text) {
  return { type: 'text', text: decode(text) };
}

/** @param {string} text */
export function decode(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
