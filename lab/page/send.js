// @ts-check
import { byId } from './dom.js';

/** @typedef {import('./state.ts').Command} Command */

/**
 * Tells the lab to do something, and the person when it would not.
 * @param {Command} command
 */
export async function send(command) {
  try {
    const answer = await fetch('/lab/do', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(command),
    });
    const { ok, error } = await answer.json();
    notice(ok ? '' : `The lab refused: ${error}`);
  } catch {
    notice('The lab did not answer. Is it still running?');
  }
}

/** @param {string} text */
export function notice(text) {
  const place = byId('notice');
  place.textContent = text;
  place.hidden = text === '';
}
