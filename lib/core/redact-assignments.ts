import { isHarmless, valueEnd } from './redact-values.ts';

/** Names of what is secret. */
const NAME =
  /(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|credential|session[-_]?token|authorization|cookie|(?:api|access|account|private|secret|signing|encryption|master|license|shared|auth|deploy|service|ssh|gpg|storage|subscription|client|app|admin|webhook|hmac|function|host)[-_ ]?key|SharedAccessSignature|connection[-_]?string|_auth(?![a-z])|_dsn(?![a-z]))/gi;

/** The rest of the name, and what may stand between a name and its value. */
const BETWEEN =
  /(?<rest>[\w-]{0,32})(?:(?<sign>["'`\\\]]{0,4}[ \t]{0,4}(?:=>|:=|:(?!:)|=(?![=~])|%3D)[ \t]{0,8})|(?<pair>[\\"']{0,4},?\s{1,20}[\\"']{0,4}(?:Parameter)?value[\\"']{0,4}[ \t]{0,2}[:=][ \t]{0,2}|[\\"']{0,4},[\\"']{0,4}(?:Parameter)?value[\\"']{0,4}[:=])|(?<list>\\?["'],[ \t]{0,4})|(?<tag>>)|(?<gap>[ \t]{1,8}))/iy;

/** `DB_SECRET_ARN` and `tokenCount` name something about a secret. */
const ABOUT = [
  /[-_](?:file|path|dir|arn|id|name|url|uri|ttl|length|size|limit|usage|expiry|expires|type|count|version|policy|region|manager|lifetime|endpoint|bucket|prefix|stdin|field|header|env)$|tokens$/i,
  /[a-z](?:Id|Arn|Name|Type|Url|Count|Length|File|Path|Policy|Version|Manager|Limit|Usage|Expir\w*)$/,
];

const LINE_START = /(?:^|\n)[ \t]{0,80}(?:- )?[\w."'-]{0,64}$/;

/** `password=…`, `"token": "…"`, `--api-key …`, `<secret>…`, a variable's name beside its value, and their kin. */
export function withoutAssignedSecrets(text: string): string {
  let kept = '';
  let done = 0;
  for (const { 0: name, index } of text.matchAll(NAME)) {
    if (index < done) continue;
    BETWEEN.lastIndex = index + name.length;
    const between = BETWEEN.exec(text);
    if (!between?.groups) continue;
    const start = BETWEEN.lastIndex;
    const whole = name + between.groups.rest;
    const before = text.slice(Math.max(0, index - 200), index);
    if (!isName(name, whole, before) || !isAssigned(between.groups, name, before, text[start])) continue;
    if (isHarmless(text, start, whole)) continue;
    const mayBePhrase = /:/.test(between.groups.sign ?? '') && LINE_START.test(before);
    const [from, end] = valueEnd(text, start, { name: whole, mayBePhrase });
    if (end <= from) continue;
    kept += `${text.slice(done, from)}[redacted: ${kindOf(whole)}]`;
    done = end;
  }
  return kept + text.slice(done);
}

/** A part of an ARN, or of a mark of ours. */
const INSIDE = /(?<![A-Za-z0-9])arn:aws[^\s"';,&]*$|\[redacted: [A-Za-z ]*$/;
/** `Unexpected token:`, `max_tokens:` */
const OTHER_TOKEN = /\b(?:unexpected|expected|max|min|num|total|output|input)[ _-]$/i;

function isName(name: string, whole: string, before: string): boolean {
  if (ABOUT.some((pattern) => pattern.test(whole)) || INSIDE.test(before)) return false;
  if (/^token/i.test(name)) return !OTHER_TOKEN.test(before.slice(-12));
  if (!/^pass$/i.test(name)) return true;
  const isWord = !/[A-Za-z]$/.test(before) || (name === 'Pass' && /[a-z]$/.test(before));
  return isWord && !/^[A-Za-z]/.test(whole.slice(name.length));
}

/** A space alone assigns after a flag and in a few commands only. */
function isAssigned(
  { sign, pair, list, tag }: Record<string, string | undefined>,
  name: string,
  before: string,
  first: string | undefined,
): boolean {
  if (sign !== undefined || pair !== undefined) return true;
  const isFlag = /(?:^|[\s"'([,])--?[\w.-]{0,40}$/.test(before);
  if (list !== undefined) return isFlag;
  if (tag !== undefined) return /<[\w:.-]{0,40}$/.test(before);
  if (isFlag) return first !== '-';
  const isCommand = /\b(?:ENV|setx|set|login[ \t]{1,4}\S{1,80})[ \t]{1,4}[\w.:/-]{0,80}$/i.test(before);
  return isCommand || (/^password$/i.test(name) && first === "'");
}

function kindOf(name: string): string {
  if (/^secret_?access_?key/i.test(name)) return 'AWS secret key';
  if (/^session_?token/i.test(name)) return 'AWS session token';
  const kinds = /(?<password>pass|pwd)|(?<token>token)|(?<cookie>cookie)|(?<key>key)|(?<secret>secret)/i.exec(name);
  const found = Object.entries(kinds?.groups ?? {}).find(([, value]) => value !== undefined);
  return found?.[0] ?? 'credentials';
}
