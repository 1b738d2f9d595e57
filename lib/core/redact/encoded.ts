/** Base64 text long enough for a token, a key, or `user:password`. */
const BASE64 = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{16,20000}={0,2}/g;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const CREDENTIALS = /^[\w.@+-]{0,64}:(?!\/\/)[\x21-\x7e]{6,}\s{0,2}$/;
/** A hash, a name of a resource, or the id of an API such as `User:1234567`. */
const NO_CREDENTIALS = /^(?:(?:sha\d+|md5|arn|urn):|\w+:\d+$)/i;

/** @param isSecret whether a decoded text contains a secret */
export function withoutEncodedSecrets(text: string, isSecret: (decoded: string) => boolean): string {
  return text.replace(BASE64, (encoded) => {
    const decoded = decode(encoded);
    if (decoded === undefined) return encoded;
    const holds = (CREDENTIALS.test(decoded) && !NO_CREDENTIALS.test(decoded)) || isSecret(decoded);
    return holds ? '[redacted: credentials]' : encoded;
  });
}

function decode(encoded: string): string | undefined {
  let bits = 0;
  let held = 0;
  let decoded = '';
  for (const message of encoded) {
    if (message === '=') break;
    const six = LETTERS.indexOf(message === '-' ? '+' : message === '_' ? '/' : message);
    bits = (bits << 6) | six;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    const byte = (bits >> held) & 0xff;
    bits &= (1 << held) - 1;
    if ((byte < 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) || byte > 0x7e) return undefined;
    decoded += String.fromCharCode(byte);
  }
  return decoded;
}
