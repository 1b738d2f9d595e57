// @ts-check

import { ask } from '../ask.js';
import { button, h } from '../dom.js';
import { send } from '../send.js';
import { elapsed, timeNode } from '../time.js';
import { drawAction } from './actions.js';
import { drawCondition, isHeldBy } from './conditions.js';
import { mark } from './marks.js';

/**
 * @typedef {import('../../codepipeline/snapshot.ts').ExecutionSnapshot} Execution
 * @typedef {Execution['stages'][number]} Stage
 */

/**
 * @param {string} pipeline
 * @param {Execution} execution
 * @param {boolean} newest
 */
export function drawExecution(pipeline, execution, newest) {
  const { id, status, startedAt, updatedAt, commit, stages } = execution;
  const running = status === 'InProgress' || status === 'Stopping';
  const approval = stages.some(asksFor);
  const entered = stages.filter(({ status }) => status !== 'NotStarted');
  return h(
    'details',
    { class: 'execution', 'data-key': id, open: newest || approval },
    h(
      'summary',
      {},
      mark(shownStatus(execution)),
      h('code', { class: 'id' }, short(id)),
      h('span', { class: 'change' }, commit.message.split('\n')[0]),
      h('span', { class: 'faint by' }, `${commit.author} · `, elapsed(startedAt, running ? undefined : updatedAt)),
    ),
    h(
      'div',
      { class: 'faint facts' },
      h('p', {}, `${factsOf(execution)} · `, timeNode(startedAt)),
      running && stopButtons(pipeline, id),
    ),
    h('ol', { class: 'stages' }, ...entered.map((stage, index) => drawStage(pipeline, id, stage, index))),
  );
}

/** An execution in progress may in truth be waiting: for a person, or in front of a stage. @param {Execution}
 *  execution */
function shownStatus({ status, stages }) {
  if (status !== 'InProgress') return status;
  if (stages.some(asksFor)) return 'Approval';
  return stages.some((stage) => stage.status === 'Waiting' || isHeldBy(stage)) ? 'Waiting' : status;
}

/** @param {Stage} stage */
export function asksFor({ actions }) {
  return actions.some(({ waitingForApproval }) => waitingForApproval);
}

/** @param {Execution} execution */
function factsOf({ commit, trigger, type, attempt }) {
  return [
    `commit ${short(commit.id)}`,
    `${trigger.type} ${trigger.detail}`.trim(),
    type === 'ROLLBACK' && 'roll-back',
    attempt > 1 && `attempt ${attempt}`,
  ]
    .filter(Boolean)
    .join(' · ');
}

/**
 * @param {string} pipeline
 * @param {string} execution
 * @param {Stage} stage
 * @param {number} index
 */
function drawStage(pipeline, execution, { name: stage, status, actions, condition }, index) {
  /** @param {'FAILED_ACTIONS' | 'ALL_ACTIONS'} mode */
  const retry = (mode) => () => send({ type: 'retry', pipeline, execution, stage, mode });
  return h(
    'li',
    {},
    h('strong', {}, stage),
    status === 'Waiting'
      ? mark(status)
      : h('ul', { class: 'actions' }, ...actions.map((action) => drawAction({ pipeline, execution, stage }, action))),
    condition && drawCondition({ pipeline, execution, stage }, condition),
    status === 'Failed' &&
      h(
        'div',
        { class: 'buttons' },
        button('Retry failed actions', retry('FAILED_ACTIONS')),
        button('Retry all actions', retry('ALL_ACTIONS')),
      ),
    // CodePipeline rolls no source stage back.
    status === 'Succeeded' &&
      index > 0 &&
      button('Roll back to this', () => send({ type: 'rollback', pipeline, stage, execution }), {
        class: 'quiet',
        'aria-label': `Roll ${stage} back to ${short(execution)}`,
      }),
  );
}

/**
 * @param {string} pipeline
 * @param {string} execution
 */
function stopButtons(pipeline, execution) {
  /** @param {boolean} abandon */
  const stop = (abandon) => () =>
    ask(
      {
        title: abandon ? 'Stop, and abandon what is running?' : 'Stop when the running actions have ended?',
        label: 'Reason (optional)',
        yes: 'Stop',
      },
      (reason) => send({ type: 'stop', pipeline, execution, abandon, ...(reason && { reason }) }),
    );
  return h(
    'span',
    {},
    button('Stop', stop(false), { class: 'quiet', 'aria-label': `Stop ${short(execution)}` }),
    button('Abandon', stop(true), { class: 'quiet', 'aria-label': `Stop and abandon ${short(execution)}` }),
  );
}

/** @param {string} id */
export function short(id) {
  return id.slice(0, 8);
}
