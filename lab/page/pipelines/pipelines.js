// @ts-check
import { ask } from '../ask.js';
import { button, byId, h } from '../dom.js';
import { keep } from '../keep.js';
import { send } from '../send.js';
import { drawTrouble } from './break.js';
import { isHeldBy } from './conditions.js';
import { asksFor, drawExecution, short } from './executions.js';
import { mark, markOf } from './marks.js';

/**
 * @typedef {import('../../codepipeline/snapshot.ts').PipelineSnapshot} Pipeline
 * @typedef {Pipeline['stages'][number]} Stage
 */

const SHOWN = 3;

/** @param {Pipeline[]} pipelines */
export function drawPipelines(pipelines) {
  const cards = keep(
    byId('pipelines'),
    pipelines.map(({ name, mode, account, region }) => ({
      key: name,
      of: [mode, account, region],
      draw: () => frame(name, `${mode} · ${account} · ${region}`),
    })),
  );
  for (const [index, pipeline] of pipelines.entries()) fill(cards[index], pipeline);
}

/**
 * @param {string} name
 * @param {string} where
 */
function frame(name, where) {
  return h(
    'article',
    { class: 'pipeline', 'aria-label': `Pipeline ${name}` },
    h(
      'header',
      {},
      h('div', {}, h('h3', {}, name), h('p', { class: 'faint' }, where)),
      button('Push a commit', () => send({ type: 'push', pipeline: name }), { class: 'primary' }),
    ),
    h('ol', { class: 'track', 'aria-label': 'Stages' }),
    h('div', { class: 'closures' }),
    h('div', { class: 'trouble' }),
    h('div', { class: 'executions' }),
    h(
      'details',
      { class: 'earlier', hidden: true },
      h('summary', {}, 'Earlier executions'),
      h('div', { class: 'executions' }),
    ),
  );
}

/**
 * @param {HTMLElement | undefined} card
 * @param {Pipeline} pipeline
 */
function fill(card, pipeline) {
  const [track, closed, trouble, recent, rest] = [
    '.track',
    '.closures',
    '.trouble',
    ':scope > .executions',
    '.earlier > .executions',
  ].map((place) => card?.querySelector(place));
  if (!track || !closed || !trouble || !recent || !rest) return;
  keep(
    track,
    pipeline.stages.map((stage, index) => {
      const status = statusOf(pipeline, stage.name);
      return { key: stage.name, of: [stage, status], draw: () => drawStage(pipeline.name, stage, index, status) };
    }),
  );
  keep(closed, closures(pipeline.stages));
  keep(trouble, drawTrouble(pipeline));
  const entries = pipeline.executions.map((execution, index) => ({
    key: execution.id,
    of: execution,
    draw: () => drawExecution(pipeline.name, execution, index === 0),
  }));
  keep(recent, entries.slice(0, SHOWN));
  keep(rest, entries.slice(SHOWN));
  rest.parentElement?.toggleAttribute('hidden', entries.length <= SHOWN);
}

/** How the execution fares that is in the stage or, with none inside, was the last. @param {Pipeline} pipeline @param
 *  {string} stage */
function statusOf({ executions }, stage) {
  const inside = executions.flatMap(({ id, stages }) => {
    const run = stages.find(({ name }) => name === stage);
    if (!run || run.status === 'NotStarted' || run.status === 'Waiting') return [];
    return [
      {
        id,
        running: run.status === 'InProgress',
        status: asksFor(run) ? 'Approval' : isHeldBy(run) ? 'Waiting' : run.status,
      },
    ];
  });
  return inside.find(({ running }) => running) ?? inside[0];
}

/**
 * @param {string} pipeline
 * @param {Stage} stage
 * @param {number} index
 * @param {ReturnType<typeof statusOf>} latest
 */
function drawStage(pipeline, stage, index, latest) {
  return h(
    'li',
    { class: 'stage' },
    // Nothing leads into the first stage, so there is no transition to close.
    index > 0 && gate(pipeline, stage),
    h(
      'div',
      { class: 'station', 'data-tone': markOf(latest?.status).tone },
      h('strong', {}, stage.name),
      mark(latest?.status),
      latest && h('code', { class: 'id' }, short(latest.id)),
    ),
  );
}

/**
 * @param {string} pipeline
 * @param {Stage} stage
 */
function gate(pipeline, { name, transition: { enabled }, inbound }) {
  const close = () =>
    ask({ title: `Close the transition into ${name}?`, label: 'Reason', yes: 'Close it' }, (reason) =>
      send({ type: 'disable', pipeline, stage: name, ...(reason && { reason }) }),
    );
  const open = () => send({ type: 'enable', pipeline, stage: name });
  return h(
    'div',
    { class: enabled ? 'gate' : 'gate closed' },
    h('span', { class: 'signal' }, h('span', { 'aria-hidden': 'true' }, enabled ? '→' : '■')),
    !enabled && h('strong', {}, 'Closed'),
    inbound.length > 0 && h('p', { class: 'inbound' }, '◌ waiting', ...inbound.map((id) => h('code', {}, short(id)))),
    enabled
      ? button('Close', close, { class: 'quiet', 'aria-label': `Close the transition into ${name}` })
      : button('Open', open, { class: 'quiet', 'aria-label': `Open the transition into ${name}` }),
  );
}

/** The closed transitions with person and reason, below the track. @param {Stage[]} stages */
function closures(stages) {
  return stages
    .filter(({ transition }) => !transition.enabled)
    .map(({ name, transition: { reason, by } }) => ({
      key: name,
      of: [reason, by],
      draw: () =>
        h(
          'p',
          {},
          h('strong', { class: 'bad' }, `■ ${name} is closed`),
          `: ${reason || 'no reason given'}`,
          by && h('span', { class: 'faint' }, ` (by ${by})`),
        ),
    }));
}
