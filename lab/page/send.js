// @ts-check
import { byId } from './dom.js';

/** @typedef {import('./state.ts').Command} Command */

/** The page refreshes on this event. */
export const CHANGED = 'lab-changed';

/**
 * Sends a command to the lab, and shows an error to the person.
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
    return { ok: false, error: 'there is no answer. Is the lab still running?' };
  } finally {
    // The caller continues first.
    setTimeout(() => document.dispatchEvent(new Event(CHANGED)));
  }
}

/** @param {string} text */
export function notice(text) {
  const place = byId('notice');
  place.textContent = text;
  place.hidden = text === '';
}
