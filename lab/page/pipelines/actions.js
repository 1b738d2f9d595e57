// @ts-check
import { ask } from '../ask.js';
import { button, h } from '../dom.js';
import { send } from '../send.js';
import { elapsed } from '../time.js';
import { mark } from './marks.js';

/** @typedef {{ pipeline: string, execution: string, stage: string }} Place */

/**
 * @param {Place} place
 * @param {import('../../codepipeline/snapshot.ts').ActionSnapshot} action
 */
export function drawAction(place, { name, provider, status, summary, startedAt, endedAt, waitingForApproval }) {
  const timed = startedAt !== undefined && (endedAt !== undefined || status === 'InProgress');
  return h(
    'li',
    {},
    mark(waitingForApproval ? 'Approval' : status),
    h('span', {}, name),
    h('span', { class: 'faint' }, provider, timed && ' · ', timed && elapsed(startedAt, endedAt)),
    summary && h('p', { class: 'faint' }, summary),
    waitingForApproval &&
      h(
        'div',
        { class: 'buttons' },
        button('Approve in the console', () => decide('approve', 'Approve', place, name), { class: 'primary' }),
        button('Reject', () => decide('reject', 'Reject', place, name), { class: 'danger' }),
      ),
  );
}

/**
 * @param {'approve' | 'reject'} type
 * @param {string} yes
 * @param {Place} place
 * @param {string} action
 */
function decide(type, yes, place, action) {
  ask({ title: `${yes} ${action} in the console?`, label: 'Comment (optional)', yes }, (comment) =>
    send({ type, ...place, action, ...(comment && { comment }) }),
  );
}
