// @ts-check
import { h } from '../dom.js';
import { timeNode } from '../time.js';

/**
 * @typedef {import('../state.ts').LabReason} Reason
 * @typedef {Reason & { times: number }} Told
 */

const SHOWN = 2;

/** The latest verdicts in sight, the others on demand. @param {Reason[]} reasons oldest first */
export function why(reasons) {
  const told = folded(reasons).reverse();
  const early = told.slice(SHOWN);
  return h(
    'aside',
    { class: 'why', 'aria-label': 'Why' },
    h('h4', {}, 'Why'),
    h('ol', {}, ...told.slice(0, SHOWN).map(line)),
    early.length > 0 &&
      h('details', { 'data-key': 'why' }, h('summary', {}, `${early.length} earlier`), h('ol', {}, ...early.map(line))),
  );
}

/** @param {Told} told */
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

/** The same effect for the same reason is told once. @param {Reason[]} reasons */
function folded(reasons) {
  /** @type {Told[]} */
  const told = [];
  for (const reason of reasons) {
    const last = told.at(-1);
    const same = last && last.effect === reason.effect && last.because === reason.because;
    if (same) told[told.length - 1] = { ...reason, times: last.times + 1 };
    else told.push({ ...reason, times: 1 });
  }
  return told;
}

/**
 * The verdicts that belong to a message: those of the execution its metadata names.
 * @param {Reason[]} reasons
 * @param {{ metadata?: import('../../slack/workspace.ts').Metadata }} message
 */
export function reasonsFor(reasons, { metadata }) {
  const carried = JSON.stringify(metadata?.event_payload ?? {});
  return reasons.filter(({ execution }) => execution !== '' && carried.includes(execution));
}
