import { truncate } from './truncate.ts';

/** A sentence in less room, without its end: AWS puts the reason last. Of a denial the action is kept too, which stands
 *  in the middle of long ARNs. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const denial = text.search(DENIAL);
  if (denial < 0) return cutInside(text, limit, 0.5);
  const denied = cutInside(text.slice(denial), Math.floor(limit * 0.7), 0.4);
  return truncate(`${cutInside(text.slice(0, denial).trimEnd(), limit - denied.length - 1, 0.3)} ${denied}`, limit);
}

const DENIAL = /\bis not authorized to perform: \S/;

/** @param share the part of the room that the end gets */
function cutInside(text: string, limit: number, share: number): string {
  if (text.length <= limit) return text;
  const tail = Math.floor((limit - 3) * share);
  const head = text.slice(0, limit - 3 - tail).replace(/[\uD800-\uDBFF]$/, '');
  return `${head} … ${text.slice(text.length - tail).replace(/^[\uDC00-\uDFFF]/, '')}`;
}
