/** Characters that move a terminal's cursor, change its colours or reverse the direction of text. */
const commanding = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}\u206a-\u206f]/gu;

/** Makes one line of untrusted text and escapes its control characters: `\n`, `\u001b`. JSON stays the same JSON. */
export function printable(text: string): string {
  return text.replace(commanding, (character) => short[character] ?? written(character));
}

const short: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function written(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Our own lines with untrusted text in them, such as JSON. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
