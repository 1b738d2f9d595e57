// @ts-check
import { h } from './dom.js';

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });

/** @param {number} ms */
export function timeOf(ms) {
  return clock.format(ms);
}

/** @param {number} ms */
export function dayOf(ms) {
  return day.format(ms);
}

/** @param {number} ms */
export function timeNode(ms) {
  return h('time', { datetime: new Date(ms).toISOString(), title: `${dayOf(ms)}, ${timeOf(ms)}` }, timeOf(ms));
}

/** @param {number} ms */
export function spanOf(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/**
 * A duration: a fixed one, or one that `tick` keeps counting.
 * @param {number} from
 * @param {number | undefined} to
 */
export function elapsed(from, to) {
  return to === undefined ? h('span', { class: 'elapsed', 'data-since': from }) : h('span', {}, spanOf(to - from));
}

let now = Date.now();

/** The lab's clock, as the page last saw it. */
export function labNow() {
  return now;
}

/** @param {number} instant of the lab's clock */
export function tick(instant) {
  now = instant;
  for (const node of document.querySelectorAll('[data-since]')) {
    const text = spanOf(now - Number(node.getAttribute('data-since')));
    if (node.textContent !== text) node.textContent = text;
  }
}
