/** Secrets that are known by where they stand: in a URL, in a header, behind a flag. `keep` stays in front of them.
 *  References such as `$TOKEN` say nothing and stay. */
const rules: [kind: string, place: RegExp][] = [
  // Nothing in them has a slash, so what stands between two slashes is looked at once.
  ['password', /(?<keep>:\/\/[^\s/@:"'<>]*:)(?!\[redacted|\$[A-Z{(]|\*{3})[^\s/"'<>]+(?=@)/g],
  ['credentials', /(?<keep>:\/\/)[^\s/@:"'<>$[\]]{16,}(?=@)/g],
  ['password', /(?<keep>jdbc:oracle:\w{1,10}:[^\s/]{1,64}\/)(?!\[redacted)[^\s@/]{1,128}(?=@)/g],
  ['signature', /(?<keep>X-(?:Amz|Goog)-(?:Signature|Security-Token)(?:=|%3D))(?!\[redacted)[^&\s"'<>\\,;)]+/gi],
  ['signature', /(?<keep>(?<![A-Za-z0-9_-])sig(?:nature)?(?:=|%3D))(?!\[redacted|\$)[^&\s"'<>\\,;)]+/gi],
  ['bearer token', /(?<keep>\b(?:[Bb]earer|BEARER) {1,3})(?=[\w.~+/=-]{0,60}\d|[\w.~+/=-]{16})[\w.~+/=-]{8,}/g],
  ['password', /(?<keep>\bBasic {1,3})(?=[A-Za-z0-9+/]{1,60}[A-Z0-9+=])[A-Za-z0-9+/]{8,}={0,2}/g],
  // `-u 1000:1000` is a user and a group.
  [
    'password',
    /(?<keep>(?<=[\s"'[,])(?:-u|--user|--proxy-user)[ =,]{0,2}["'](?!\d{1,10}:\d{1,10}["'])[^\s:"'$]{0,100}:)(?!\[redacted|\$)[^"'\n]+/g,
  ],
  [
    'password',
    /(?<keep>(?<=[\s"'[,])(?:-u|--user|--proxy-user)[ =](?!\d{1,10}:\d{1,10}(?!\S))[^\s:"'$]{0,100}:)(?!\[redacted|\$)[^\s"']+/g,
  ],
  [
    'password',
    /(?<keep>(?:\blogin\b[^\n|;&[]{0,200}?\s-p|\bsshpass -p|\bredis-cli\b[^\n|;&[]{0,100}?\s-a)[ =]{0,2}["']?)(?![$\s="'-]|\[redacted)(?:\[redacted: [A-Za-z ]{1,30}\]|[^\s"'])+/g,
  ],
  [
    'password',
    /(?<keep>\bmysql\w{0,8}\b[^\n|;&[]{0,200}?\s-p["']?)(?![$\s="'-]|\[redacted)(?:\[redacted: [A-Za-z ]{1,30}\]|[^\s"'])+/g,
  ],
  [
    'password',
    /(?<keep>\becho (?:-n )?["']?)(?!\$|\[redacted)[^\s"'|]{1,200}(?=["']? ?\|[^\n|]{1,100}--password-stdin)/g,
  ],
];

export function withoutCredentials(text: string): string {
  return rules.reduce((rest, [kind, place]) => rest.replace(place, `$<keep>[redacted: ${kind}]`), text);
}
