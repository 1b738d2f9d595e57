// @ts-check
import { byId } from '../dom.js';
import { notice, tell } from '../send.js';

/**
 * Where somebody types the slash command. It stands outside of what is redrawn, so that nothing typed is lost.
 * @param {{ id: string, name: string } | undefined} person
 * @param {string | undefined} channel nobody writes into what is no channel
 */
export function drawComposer(person, channel) {
  const form = /** @type {HTMLFormElement} */ (byId('composer'));
  const input = /** @type {HTMLInputElement} */ (byId('command'));
  form.hidden = person === undefined || channel === undefined;
  form.onsubmit = async (event) => {
    event.preventDefault();
    if (!person || channel === undefined) return;
    const said = input.value;
    const text = said.replace(/^\s*\/signalbox\b/, '').trim();
    const { ok, error } = await tell({ type: 'command', as: person.id, channel, text });
    notice(ok ? '' : `${person.name} sees: ${error}`);
    // Somebody may have typed on meanwhile.
    if (ok && input.value === said) input.value = '';
  };
}
