// @ts-check
import { h } from '../dom.js';

/** A mark, a word and a tone for every state: colour alone is not enough. */
const marks = {
  Succeeded: { mark: '✔', word: 'Succeeded', tone: 'good' },
  Failed: { mark: '✖', word: 'Failed', tone: 'bad' },
  InProgress: { mark: '●', word: 'Running', tone: 'running' },
  Approval: { mark: '◆', word: 'Needs approval', tone: 'waiting' },
  Waiting: { mark: '◌', word: 'Waiting', tone: 'waiting' },
  Stopped: { mark: '■', word: 'Stopped', tone: 'idle' },
  Stopping: { mark: '■', word: 'Stopping', tone: 'idle' },
  Superseded: { mark: '»', word: 'Superseded', tone: 'idle' },
  Cancelled: { mark: '⊘', word: 'Cancelled', tone: 'idle' },
  Abandoned: { mark: '■', word: 'Abandoned', tone: 'idle' },
  Overridden: { mark: '»', word: 'Overridden', tone: 'idle' },
  Skipped: { mark: '–', word: 'Skipped', tone: 'idle' },
  NotStarted: { mark: '○', word: 'Not started', tone: 'idle' },
};

/** @param {string | undefined} status */
export function markOf(status) {
  const known = Object.entries(marks).find(([name]) => name === status)?.[1];
  return known ?? { mark: '○', word: status || 'Not started', tone: 'idle' };
}

/** @param {string | undefined} status */
export function mark(status) {
  const { mark, word, tone } = markOf(status);
  return h('span', { class: `state ${tone}` }, h('span', { 'aria-hidden': 'true' }, mark), h('span', {}, word));
}
