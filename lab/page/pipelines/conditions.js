// @ts-check
import { button, h } from '../dom.js';
import { send } from '../send.js';
import { mark } from './marks.js';

/** @typedef {import('../../codepipeline/snapshot.ts').ExecutionSnapshot['stages'][number]} Stage */

const names = { BEFORE_ENTRY: 'Entry condition', ON_SUCCESS: 'Success condition', ON_FAILURE: 'Failure condition' };

/** @param {Stage} stage */
export function isHeldBy({ condition }) {
  return condition?.status === 'InProgress';
}

/**
 * @param {{ pipeline: string, execution: string, stage: string }} place
 * @param {NonNullable<Stage['condition']>} condition
 */
export function drawCondition(place, { type, status, rules }) {
  const isOpen = status === 'InProgress' || status === 'Failed';
  return h(
    'div',
    { class: 'condition' },
    h('p', {}, mark(status === 'InProgress' ? 'Waiting' : status), ` ${names[type]}`),
    h(
      'ul',
      { class: 'actions' },
      ...rules.map(({ name, provider, status, message }) =>
        h(
          'li',
          {},
          mark(status === 'InProgress' ? 'Waiting' : status),
          h('span', {}, name),
          h('span', { class: 'faint' }, provider),
          message && h('p', { class: 'faint' }, message),
        ),
      ),
    ),
    isOpen &&
      type !== 'ON_FAILURE' &&
      button('Override in the console', () => send({ type: 'override-condition', ...place, condition: type }), {
        class: 'quiet',
        'aria-label': `Override the condition of ${place.stage}`,
      }),
  );
}
