const [BELL, ESC, CSI, ST] = [7, 0x1b, 0x9b, 0x9c].map((code) => String.fromCharCode(code));
/** What sets a title or a link, what moves the cursor or sets a colour, and the rest of what a terminal obeys. */
const ESCAPE_SEQUENCE = new RegExp(
  String.raw`${ESC}\][^${BELL}${ESC}${ST}\n]*(?:[${BELL}${ST}]|${ESC}\\)?|(?:${ESC}\[|${CSI})[0-?]*[ -/]*[@-~]?|${ESC}[ -/]*[0-~]?`,
  'g',
);
const LINE_END = /\r\n?|[\v\f\u0085\p{Zl}\p{Zp}]/gu;
const UNSEEN = /[\p{Cc}\p{Bidi_Control}\u206a-\u206f]/gu;

/** Text from outside without what changes how other text is shown: escape sequences, control characters, and characters
 *  that turn the direction of writing. They are left out rather than replaced, because none of them is part of what the
 *  author wants to say. Line ends stay, and a tab becomes a space. */
export function visible(text: string): string {
  return text
    .replace(ESCAPE_SEQUENCE, '')
    .replace(LINE_END, '\n')
    .replaceAll('\t', ' ')
    .replace(UNSEEN, (character) => (character === '\n' ? character : ''))
    .replace(/\p{Cs}/gu, '\ufffd');
}
