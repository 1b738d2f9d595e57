import { looksRandom } from './looks-random.ts';

/** Secrets known by their place; `keep` precedes them. References such as `$TOKEN` reveal nothing and stay.
 *  A pattern that begins with anything is slow, so it names a rare part that each of its places has. */
const rules: [kind: string, place: RegExp, has?: RegExp][] = [
  // No slashes, so text between two slashes is read once.
  ['password', /(?<keep>:\/\/[^\s/@:"'<>]*:)(?!\[redacted|\$[A-Z{(]|\*{3})[^\s/"'<>]+(?=@)/g],
  // With a slash or another special character, but not a port and a path.
  [
    'password',
    /(?<keep>(?:\b[a-z][a-z0-9+.-]{1,20}:\/\/|(?<=["'\s=(])\/\/)[^\s/@:"'<>]{0,128}:)(?!\[redacted|\$[A-Z{(]|\*{3}|\d{1,5}(?:[/?#"'\s,)]|$))(?:[^\s"]|"(?=[^\s,:]{0,60}@)){1,256}(?=@[\w.[-])/g,
    /\/\//,
  ],
  // The user is an e-mail address.
  [
    'password',
    /(?<keep>:\/\/[\w.+-]{1,64}@[\w.-]{1,64}:)(?!\[redacted|\$[A-Z{(]|\*{3}|\d{1,5}[/?#])[^\s/"'<>]{1,256}(?=@)/g,
  ],
  ['credentials', /(?<keep>:\/\/)[^\s/@:"'<>$[\]]{16,}(?=@)/g],
  [
    'password',
    /(?<keep>(?<![\w.@/-])[\w.-]{1,64}:)(?!\[redacted)[^\s@"']{1,128}(?=@(?:tcp|unix|udp)\()/g,
    /@(?:tcp|unix|udp)\(/,
  ],
  ['password', /(?<keep>jdbc:oracle:\w{1,10}:[^\s/]{1,64}\/)(?!\[redacted)[^\s@/]{1,128}(?=@)/g],
  // .pgpass
  [
    'password',
    /(?<keep>(?<![\w.:/-])[\w.*-]{1,100}:(?:\d{4,5}|\*):[\w*-]{1,64}:[\w*-]{1,64}:)(?!\[redacted)[^\s:"']{6,}/g,
    /:(?:\d{4,5}|\*):/,
  ],
  // Of sbt: realm, host, user, password.
  [
    'password',
    /(?<keep>\bCredentials\((?:"[^"\n]{0,200}",[ \t]{0,4}){3}")(?!\[redacted)[^"\n]{1,200}(?="\))/g,
    /Credentials\(/,
  ],
  // Of a runner, which is about to hide it.
  ['secret', /(?<keep>::add-mask::|issecret=true[^\]\n]{0,80}\])(?!\[redacted|\*{3}|\$)[^\n"']+/gi],
  ['signature', /(?<keep>X-(?:Amz|Goog)-(?:Signature|Security-Token)(?:=|%3D))(?!\[redacted)[^&\s"'<>\\,;)]+/gi],
  ['signature', /(?<keep>(?<![A-Za-z0-9_-])sig(?:nature)?(?:=|%3D))(?!\[redacted|\$)[^&\s"'<>\\,;)]{16,}/gi],
  ['bearer token', /(?<keep>\b(?:[Bb]earer|BEARER) {1,3})(?=[\w.~+/=-]{0,60}\d|[\w.~+/=-]{16})[\w.~+/=-]{8,}/g],
  ['password', /(?<keep>\b(?:Basic|basic|BASIC) {1,3})(?=[A-Za-z0-9+/]{1,60}[A-Z0-9+=])[A-Za-z0-9+/]{8,}={0,2}/g],
  // `-u 1000:1000` is a user and a group.
  [
    'password',
    /(?<keep>(?<=[\s"'[,])-(?:u|-(?:proxy-)?user)[ =,]{0,2}["'](?!\d{1,10}:\d{1,10}["'])[^\s:"'$]{0,100}:)(?!\[redacted|\$)[^"'\n]+/g,
  ],
  [
    'password',
    /(?<keep>(?<=[\s"'[,])-(?:u|-(?:proxy-)?user)[ =](?!\d{1,10}:\d{1,10}(?!\S))[^\s:"'$]{0,100}:)(?!\[redacted|\$)[^\s"']+/g,
  ],
];

/** `?key=…`, `?code=…`: a secret if the value looks random. */
const QUERY =
  /(?<keep>[?&](?:code|key|auth|access|sas|session|state|ticket|signature|hash|hmac|k)=)(?<value>[\w.~%+/=-]{16,})/gi;

export function withoutCredentials(text: string): string {
  const rest = rules.reduce(
    (each, [kind, place, has]) =>
      has?.test(each) === false ? each : each.replace(place, `$<keep>[redacted: ${kind}]`),
    text,
  );
  return rest.replace(QUERY, (whole, keep: string, value: string) =>
    looksRandom(value) ? `${keep}[redacted: key]` : whole,
  );
}
