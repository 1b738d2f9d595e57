/** What moves a terminal's cursor, changes its colours or turns the direction of writing. */
const commanding = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}\u206a-\u206f]/gu;

/** Text from outside in one line, with what would command the terminal written out: `\n`, `\u001b`. JSON stays the
 *  same JSON. */
export function printable(text: string): string {
  return text.replace(commanding, (character) => short[character] ?? written(character));
}

const short: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function written(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Lines of ours that hold text from outside, as JSON does. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
