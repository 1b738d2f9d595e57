/** JSON in characters that every queue takes. SQS refuses a whole message for U+FFFE or U+FFFF, and some that speak its
 *  protocol for anything beyond (an emoji), so these stand escaped; whoever parses it reads the same. */
export function wireJson(value: object): string {
  return JSON.stringify(value).replace(/[\ud800-\udfff\ufffe\uffff]/g, escaped);
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
