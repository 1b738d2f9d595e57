// @ts-check
import { h } from '../dom.js';
import { timeNode } from '../time.js';

/**
 * @typedef {import('../state.ts').LabReason} Reason
 * @typedef {Reason & { times: number }} Counted
 */

const SHOWN = 2;

/** The latest decisions, and the others on a click. @param {Reason[]} reasons oldest first */
export function why(reasons) {
  const newest = folded(reasons).reverse();
  const early = newest.slice(SHOWN);
  return h(
    'aside',
    { class: 'why', 'aria-label': 'Why' },
    h('h4', {}, 'Why'),
    h('ol', {}, ...newest.slice(0, SHOWN).map(line)),
    early.length > 0 &&
      h('details', { 'data-key': 'why' }, h('summary', {}, `${early.length} earlier`), h('ol', {}, ...early.map(line))),
  );
}

/** @param {Counted} reason */
function line({ at, effect, because, times }) {
  return h(
    'li',
    {},
    h(
      'span',
      { class: 'faint' },
      timeNode(at),
      ' ',
      h('code', { title: effect }, short(effect)),
      times > 1 && ` × ${times}`,
    ),
    h('p', {}, because),
  );
}

/** Ids are long, and their beginning is enough. @param {string} effect */
function short(effect) {
  return effect.replace(/([0-9a-f]{8})(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '$1').replace(/@\d{13}$/, '');
}

/** Equal effects with equal reasons appear once, with a count. @param {Reason[]} reasons */
function folded(reasons) {
  /** @type {Counted[]} */
  const counted = [];
  for (const reason of reasons) {
    const last = counted.at(-1);
    const same = last && last.effect === reason.effect && last.because === reason.because;
    if (same) counted[counted.length - 1] = { ...reason, times: last.times + 1 };
    else counted.push({ ...reason, times: 1 });
  }
  return counted;
}

/**
 * The decisions for a message: those of the execution in its metadata.
 * @param {Reason[]} reasons
 * @param {{ metadata?: import('../../slack/workspace.ts').Metadata }} message
 */
export function reasonsFor(reasons, { metadata }) {
  const carried = JSON.stringify(metadata?.event_payload ?? {});
  return reasons.filter(({ execution }) => execution !== '' && carried.includes(execution));
}
