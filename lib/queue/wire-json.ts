/** SQS refuses a message with U+FFFE or U+FFFF, and some compatible services refuse everything beyond (an emoji).
 *  These characters are escaped; a JSON parser restores them. */
export function wireJson(value: object): string {
  return JSON.stringify(value).replace(/[\ud800-\udfff\ufffe\uffff]/g, escaped);
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
