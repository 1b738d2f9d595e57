// @ts-check
import { byId } from './dom.js';

/** @typedef {import('./state.ts').Command} Command */

/** Whoever shows the lab looks again when this happens. */
export const CHANGED = 'lab-changed';

/**
 * Tells the lab to do something, and the person when it would not.
 * @param {Command} command
 */
export async function send(command) {
  const { ok, error } = await tell(command);
  notice(ok ? '' : `The lab refused: ${error}`);
}

/**
 * @param {Command} command
 * @returns {Promise<{ ok: boolean, error: string }>}
 */
export async function tell(command) {
  try {
    const answer = await fetch('/lab/do', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(command),
    });
    const { ok, error = '' } = await answer.json();
    return { ok, error };
  } catch {
    return { ok: false, error: 'nobody answered. Is it still running?' };
  } finally {
    // What follows on the answer comes first.
    setTimeout(() => document.dispatchEvent(new Event(CHANGED)));
  }
}

/** @param {string} text */
export function notice(text) {
  const place = byId('notice');
  place.textContent = text;
  place.hidden = text === '';
}
