// @ts-check
import { button, byId, h } from './dom.js';
import { keep } from './keep.js';
import { send } from './send.js';
import { dayOf, timeOf } from './time.js';

/** @typedef {import('./state.ts').LabState} LabState */

const MINUTE = 60_000;
const skips = [
  { label: '1 min', ms: MINUTE },
  { label: '15 min', ms: 15 * MINUTE },
  { label: '1 h', ms: 60 * MINUTE },
];

/** @param {LabState} state */
export function drawBar({ scenario, scenarios, worker, slackDown }) {
  keep(byId('clock'), [
    { key: 'time', of: 0, draw: () => h('time', { id: 'now', class: 'clock' }) },
    ...skips.map(({ label, ms }) => ({
      key: label,
      of: 0,
      draw: () => button(`+ ${label}`, () => send({ type: 'skip', ms }), { 'aria-label': `Skip ${label}` }),
    })),
  ]);
  keep(byId('trouble'), [
    {
      key: 'worker',
      of: worker,
      draw: () => light(worker.alive, worker.alive ? 'Worker running' : 'Worker dead', worker.pid),
    },
    { key: 'kill', of: 0, draw: () => button('Kill the worker', () => send({ type: 'kill-worker' })) },
    { key: 'slack', of: slackDown, draw: () => light(!slackDown, slackDown ? 'Slack is down' : 'Slack is up') },
    { key: 'down', of: 0, draw: () => button('Slack outage, 1 min', () => send({ type: 'slack-down', ms: MINUTE })) },
  ]);
  keep(byId('scenario'), [{ key: 'scenario', of: [scenario, scenarios], draw: () => picker(scenario, scenarios) }]);
}

/** @param {number} now */
export function drawClock(now) {
  const time = byId('now');
  time.textContent = timeOf(now);
  time.title = dayOf(now);
}

/**
 * @param {boolean} good
 * @param {string} label
 * @param {number} [pid]
 */
function light(good, label, pid) {
  return h(
    'span',
    { class: `state ${good ? 'good' : 'bad'}`, title: pid === undefined ? undefined : `process ${pid}` },
    h('span', { 'aria-hidden': 'true' }, good ? '●' : '✖'),
    label,
  );
}

/**
 * @param {string | null} scenario
 * @param {LabState['scenarios']} scenarios
 */
function picker(scenario, scenarios) {
  const choice = h(
    'select',
    { id: 'scenarios' },
    h('option', { value: '', selected: scenario === null, disabled: true }, 'none'),
    ...[...Map.groupBy(scenarios, ({ group }) => group)].map(([group, inside]) =>
      h(
        'optgroup',
        { label: sentenceCase(group) },
        ...inside.map(({ name, title }) => h('option', { value: name, selected: name === scenario }, title)),
      ),
    ),
  );
  const play = () => {
    if (choice.value) send({ type: 'scenario', name: choice.value });
  };
  return h('div', { class: 'bar-group' }, h('label', { for: 'scenarios' }, 'Scenario'), choice, button('Play', play));
}

/** @param {string} text */
function sentenceCase(text) {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
