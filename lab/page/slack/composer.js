// @ts-check
import { byId } from '../dom.js';
import { notice, tell } from '../send.js';

/**
 * The input of the slash command. It is never redrawn, so that no typed text is lost.
 * @param {{ id: string, name: string } | undefined} person
 * @param {string | undefined} channel undefined: the SNS inbox takes no commands
 */
export function drawComposer(person, channel) {
  const form = /** @type {HTMLFormElement} */ (byId('composer'));
  const input = /** @type {HTMLInputElement} */ (byId('command'));
  form.hidden = person === undefined || channel === undefined;
  form.onsubmit = async (event) => {
    event.preventDefault();
    if (!person || channel === undefined) return;
    const typed = input.value;
    const text = typed.replace(/^\s*\/signalbox\b/, '').trim();
    const { ok, error } = await tell({ type: 'command', as: person.id, channel, text });
    notice(ok ? '' : `${person.name} sees: ${error}`);
    // The person may have typed more meanwhile.
    if (ok && input.value === typed) input.value = '';
  };
}
