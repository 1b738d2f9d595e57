import { looksRandom } from './looks-random.ts';

/** Secrets that are known by where they stand: in a URL, in a header. `keep` stays in front of them.
 *  References such as `$TOKEN` say nothing and stay. */
const rules: [kind: string, place: RegExp][] = [
  // Nothing in them has a slash, so what stands between two slashes is looked at once.
  ['password', /(?<keep>:\/\/[^\s/@:"'<>]*:)(?!\[redacted|\$[A-Z{(]|\*{3})[^\s/"'<>]+(?=@)/g],
  // With a slash or another odd character in it; a port and a path are none.
  [
    'password',
    /(?<keep>(?:\b[a-z][a-z0-9+.-]{1,20}:\/\/|(?<=["'\s=(])\/\/)[^\s/@:"'<>]{0,128}:)(?!\[redacted|\$[A-Z{(]|\*{3}|\d{1,5}(?:[/?#"'\s,)]|$))(?:[^\s"]|"(?=[^\s,:]{0,60}@)){1,256}(?=@[\w.[-])/g,
  ],
  // A user that is an e-mail address.
  [
    'password',
    /(?<keep>:\/\/[\w.+-]{1,64}@[\w.-]{1,64}:)(?!\[redacted|\$[A-Z{(]|\*{3}|\d{1,5}[/?#])[^\s/"'<>]{1,256}(?=@)/g,
  ],
  ['credentials', /(?<keep>:\/\/)[^\s/@:"'<>$[\]]{16,}(?=@)/g],
  ['password', /(?<keep>(?<![\w.@/-])[\w.-]{1,64}:)(?!\[redacted)[^\s@"']{1,128}(?=@(?:tcp|unix|udp)\()/g],
  ['password', /(?<keep>jdbc:oracle:\w{1,10}:[^\s/]{1,64}\/)(?!\[redacted)[^\s@/]{1,128}(?=@)/g],
  // .pgpass
  [
    'password',
    /(?<keep>(?<![\w.:/-])[\w.*-]{1,100}:(?:\d{4,5}|\*):[\w*-]{1,64}:[\w*-]{1,64}:)(?!\[redacted)[^\s:"']{6,}/g,
  ],
  ['signature', /(?<keep>X-(?:Amz|Goog)-(?:Signature|Security-Token)(?:=|%3D))(?!\[redacted)[^&\s"'<>\\,;)]+/gi],
  ['signature', /(?<keep>(?<![A-Za-z0-9_-])sig(?:nature)?(?:=|%3D))(?!\[redacted|\$)[^&\s"'<>\\,;)]{16,}/gi],
  ['bearer token', /(?<keep>\b(?:[Bb]earer|BEARER) {1,3})(?=[\w.~+/=-]{0,60}\d|[\w.~+/=-]{16})[\w.~+/=-]{8,}/g],
  ['password', /(?<keep>\b(?:Basic|basic|BASIC) {1,3})(?=[A-Za-z0-9+/]{1,60}[A-Z0-9+=])[A-Za-z0-9+/]{8,}={0,2}/g],
  // `-u 1000:1000` is a user and a group.
  [
    'password',
    /(?<keep>(?<=[\s"'[,])(?:-u|--user|--proxy-user)[ =,]{0,2}["'](?!\d{1,10}:\d{1,10}["'])[^\s:"'$]{0,100}:)(?!\[redacted|\$)[^"'\n]+/g,
  ],
  [
    'password',
    /(?<keep>(?<=[\s"'[,])(?:-u|--user|--proxy-user)[ =](?!\d{1,10}:\d{1,10}(?!\S))[^\s:"'$]{0,100}:)(?!\[redacted|\$)[^\s"']+/g,
  ],
];

/** `?key=…`, `?code=…`: a secret when it looks drawn at random. */
const QUERY =
  /(?<keep>[?&](?:code|key|auth|access|sas|session|state|ticket|signature|hash|hmac|k)=)(?<value>[\w.~%+/=-]{16,})/gi;

export function withoutCredentials(text: string): string {
  const rest = rules.reduce((each, [kind, place]) => each.replace(place, `$<keep>[redacted: ${kind}]`), text);
  return rest.replace(QUERY, (whole, keep: string, value: string) =>
    looksRandom(value) ? `${keep}[redacted: key]` : whole,
  );
}
