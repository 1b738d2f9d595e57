import { canonical } from './merge.ts';

/** 53 bits (cyrb53, public domain). Not for security: it only detects changed content. */
export function contentHash(content: unknown): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  const text = canonical(content);
  for (let at = 0; at < text.length; at++) {
    const code = text.codePointAt(at) ?? 0;
    if (code > 0xffff) at++;
    a = Math.imul(a ^ code, 0x9e3779b1);
    b = Math.imul(b ^ code, 0x5f356495);
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return ((b >>> 0) * 2 ** 21 + (a >>> 11)).toString(36);
}
