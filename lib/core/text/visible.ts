const [BELL, ESC, CSI, ST] = [7, 0x1b, 0x9b, 0x9c].map((code) => String.fromCharCode(code));
const ESCAPE_SEQUENCE = new RegExp(
  String.raw`${ESC}\][^${BELL}${ESC}${ST}\n]*(?:[${BELL}${ST}]|${ESC}\\)?|(?:${ESC}\[|${CSI})[0-?]*[ -/]*[@-~]?|${ESC}[ -/]*[0-~]?`,
  'g',
);
const LINE_END = /\r\n?|[\v\f\u0085\p{Zl}\p{Zp}]/gu;
const UNSEEN = /[\p{Cc}\p{Bidi_Control}\u206a-\u206f]/gu;

/** Removes everything that changes how other text is shown: escape sequences, control characters, and direction marks.
 *  No replacement, because none of them is part of the author's text. Line ends stay, and a tab becomes a space. */
export function visible(text: string): string {
  return text
    .replace(ESCAPE_SEQUENCE, '')
    .replace(LINE_END, '\n')
    .replaceAll('\t', ' ')
    .replace(UNSEEN, (character) => (character === '\n' ? character : ''))
    .replace(/\p{Cs}/gu, '\ufffd');
}
