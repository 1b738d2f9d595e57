import { alphabets, type TokenForm, tokenForms } from './token-forms.ts';

const LINE_END = /(?=["',;]?[ \t|]{0,80}(?:\r?\n|$))/.source;
/** As it is, or encoded once more. */
const WEB_TOKEN = /eyJ[\w-]{10,}(?:\.[\w-]*){0,5}|(?<![A-Za-z0-9+/])ZXlK[A-Za-z0-9+/]{24,}={0,2}/g;

/** Tokens that no prefix alone identifies; each pattern fails within a bounded number of characters.
 *  A pattern that begins with anything is slow, so it names a rare part that each of its tokens has. */
const patterns: [kind: string, looks: RegExp, has?: RegExp][] = [
  ['AWS access key', /(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}(?:[\s,;:|"']{1,8}[A-Za-z0-9/+]{16,})?/g],
  ['AWS access key', /\bCREDENTIALS\t[^\n]+/g],
  ['JSON web token', WEB_TOKEN],
  ['Slack token', /xox[a-z](?:\.xox[a-z])?-[\w-]{6,}|xapp-\d-[\w-]{6,}/g],
  ['Azure secret', /(?<![\w~.])[\w~.-]{3}\dQ~[\w~.-]{24,}|8Q~[\w.~-]{30,}/g, /Q~/],
  [
    'Azure secret',
    /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{30,80}(?:JQQJ99|AZDO|\+ASt|AzSe|AzFu|ACDb|APIM|AIoT|\+ACR)[\w+/]{4,40}={0,2}/g,
    /JQQJ99|AZDO|\+ASt|AzSe|AzFu|ACDb|APIM|AIoT|\+ACR/,
  ],
  ['Azure secret', /(?<="value": ?")[A-Za-z0-9+/]{86}==/g, /=="/],
  ['API key', /(?<=^|[^A-Za-z0-9]|\\[nrt])sk-(?=[\w-]{0,30}\d)[\w-]{20,}/g],
  ['API key', /(?<![A-Za-z0-9])[0-9a-f]{32}-us\d{1,2}\b/g, /-us\d/],
  ['API key', /(?<![A-Za-z0-9])[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}(?![\w-])/g, /-[0-9a-f]{8}-/],
  ['API key', /(?<![A-Za-z0-9])(?:eu01xx)?[0-9a-f]{30,36}NRAL/g, /NRAL/],
  ['API key', /(?<![A-Za-z0-9])[0-9a-f]{24}:[0-9a-f]{64}/g, /:[0-9a-f]{64}/],
  ['API key', /(?<![A-Za-z0-9])(?:[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk|KEY0[0-9A-F]{28,}_\w{16,})/g, /_mmk|KEY0/],
  [
    'API key',
    /(?<=(?<![A-Za-z0-9])(?:SK|AC)[0-9a-f]{32}["']?[\s,;:|"']{1,8})(?!\[redacted)[A-Za-z0-9]{24,}/g,
    /(?:SK|AC)[0-9a-f]{32}/,
  ],
  [
    'API key',
    apart(
      /A3-[A-Z0-9]{6}-[A-Z0-9]{6,11}-[A-Z0-9-]{5,30}/,
      /\d\/\d{10,20}(?:\/\d{10,20})?:[0-9a-f]{32}/,
      /re_[A-Za-z0-9]{8}_[A-Za-z0-9]{16,}/,
      /pk_\d{5,12}_[A-Z0-9]{30,}/,
    ),
  ],
  [
    'token',
    apart(
      /SK[0-9a-f]{32}|K10[0-9a-f]{48,}(?:::\w+:\w+)?|SSWS [\w-]{20,}/,
      /_gitlab_session=\w{16,}/,
      /[ps]at\.[\w-]{20,24}\.[A-Za-z0-9]{20,24}\.[A-Za-z0-9]{16,}/,
      /pat[A-Za-z0-9]{14}\.[0-9a-f]{40,}/,
      /[MNO][\w-]{22,28}\.[\w-]{6}\.[\w-]{27,}/,
      /\d{15,16}(?:\||%7C)[\w-]{27,40}|A{20,24}[A-Za-z0-9%]{50,}/,
      /v1\.0-[0-9a-f]{24}-[0-9a-f]{100,}|access_token\$\w{6,12}\$\w{16}\$\w{32}/,
      /(?:token-[a-z0-9]{5}|kubeconfig-u-[a-z0-9]{5,16}):[a-z0-9]{40,}/,
    ),
  ],
  ['token', /(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[\w-]{20,}/g, /\.atlasv1\./],
  ['token', /(?<![\d/.:-])\d{8,10}:AA[\w-]{30,}|(?<=\/bot)\d{6,16}:[\w-]{30,}/g],
  [
    'password hash',
    /\$(?:apr1|2[abxy]|[1567]|y|argon2\w{1,2}|pbkdf2[\w-]{0,12})\$[\w./+$,=-]{16,}|\{S?SHA\d{0,3}\}[A-Za-z0-9+/=]{20,}/g,
  ],
  [
    'webhook',
    /(?:hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)|discord(?:app)?\.com\/api\/webhooks|webhook\.office\.com|outlook\.office(?:365)?\.com\/webhook|hooks\.zapier\.com\/hooks|hook\.[\w.]{0,12}make\.com|maker\.ifttt\.com\/(?:trigger\/\w{1,60}\/(?:json\/)?with|use)|webexapis\.com\/v1\/webhooks\/incoming|events\.pagerduty\.com\/integration|hooks\.chime\.aws\/incomingwebhooks|hc-ping\.com|logs-01\.loggly\.com\/inputs|open\.(?:feishu\.cn|larksuite\.com)\/open-apis\/bot\/v2\/hook)\/[^\s"'<>`[]+/g,
  ],
];

/** No part of a longer word. */
function apart(...forms: RegExp[]): RegExp {
  return new RegExp(`(?<![A-Za-z0-9])(?:${forms.map(({ source }) => source).join('|')})`, 'g');
}

interface Known {
  kind: string;
  prefix: string;
  body: RegExp;
  rest: RegExp;
  whole: number | undefined;
  isLoose: boolean;
}

const known = new Map<string, Known[]>();
for (const form of tokenForms) for (const prefix of form[1].split(' ')) learn(prefix, form);
const longestFirst = [...known.keys()].sort((a, b) => b.length - a.length);
const START = new RegExp(longestFirst.map((prefix) => prefix.replace(/[.$/]/g, '\\$&')).join('|'), 'g');

function learn(prefix: string, [kind, , alphabet, least, whole]: TokenForm): void {
  const set = `[${alphabets[alphabet]}]`;
  const form = {
    kind,
    prefix,
    body: new RegExp(`${set}{${least},}`, 'y'),
    rest: new RegExp(`\\r?\\n[ \\t|>]{0,8}(?<rest>${set}+)${LINE_END}`, 'y'),
    whole,
    // A short prefix of letters is part of many words.
    isLoose:
      prefix.length > 12 ||
      (prefix.length > 3 && /[_.-]$/.test(prefix) && !/^(?:key|live|test|sess|api|sdk|mob)/.test(prefix)),
  };
  known.set(prefix, [...(known.get(prefix) ?? []), form]);
}

const NEXT_LINE = /\r?\n[ \t|>]{0,40}(?=[\w.-]{0,60}?(?:\d[\w-]{0,20}[A-Z]|[A-Z][\w-]{0,20}\d))[\w.-]{8,}/.source;
const WITH_LINES = new RegExp(`(?:${WEB_TOKEN.source})(?:${NEXT_LINE}${LINE_END})*`, 'g');

/** If a terminal wrapped it, another rule would take only its first line. */
export function withoutWrappedWebTokens(text: string): string {
  return text.replace(WITH_LINES, (token) => (token.includes('\n') ? '[redacted: JSON web token]' : token));
}

export function withoutTokens(text: string): string {
  let kept = '';
  let done = 0;
  for (const { 0: prefix, index } of text.matchAll(START)) {
    if (index < done) continue;
    const found = (known.get(prefix) ?? []).find(
      (form) => (form.isLoose || isStart(text, index)) && endOf(form, text, index) > 0,
    );
    if (!found) continue;
    kept += `${text.slice(done, index)}[redacted: ${found.kind}]`;
    done = endOf(found, text, index);
  }
  const rest = kept + text.slice(done);
  return patterns.reduce(
    (each, [kind, looks, has]) => (has?.test(each) === false ? each : each.replace(looks, `[redacted: ${kind}]`)),
    rest,
  );
}

/** No word character precedes it, except the end of an escape sequence or a colour. */
function isStart(text: string, at: number): boolean {
  if (at === 0 || !/[A-Za-z0-9]/.test(text[at - 1] ?? '')) return true;
  return /(?:\\[nrt]|\\u00[0-9a-f]{2}|%[0-9A-F]{2}|\[[\d;]{1,8}m)$/i.test(text.slice(Math.max(0, at - 12), at));
}

function endOf({ prefix, body, rest, whole }: Known, text: string, at: number): number {
  body.lastIndex = at + prefix.length;
  if (!body.test(text)) return 0;
  const end = body.lastIndex;
  rest.lastIndex = end;
  const wrapped = rest.exec(text)?.groups?.rest;
  const isRest =
    wrapped !== undefined &&
    (whole === undefined ? wrapped.length >= 20 : wrapped.length + end - at - prefix.length === whole);
  return isRest ? rest.lastIndex : end;
}
