import { looksRandom, looksSecret } from './looks-random.ts';
import type { Place } from './value-places.ts';

export interface Found {
  name: string;
  whole: string;
  before: string;
  isStrong: boolean;
  text: string;
}

export interface Standing extends Found {
  between: string;
  start: number;
}

export const LINE_START = /(?:^|\n)[ \t]{0,80}(?:- )?[\w."'-]{0,64}$/;
const FLAG = /(?:^|[\s"'([,])(?:--?|\/)[\w.-]{0,40}$/;
/** `ENV TOKEN x`, `login ci password x` */
const COMMAND =
  /\b(?:ENV|setx|set|setenv|(?:login|user(?:name)?)[ \t]{1,4}\S{1,80})[ \t]{1,4}(?:-\w{1,3}[ \t]{1,4})?[\w.:/-]{0,80}$/i;

/** The default of a variable: `ENV.fetch("DB_PASSWORD", "x")` */
const READER = /(?:env|\.(?:get\w{0,9}|fetch))\([ \t]{0,4}["'][\w.-]{0,60}$/i;

/** `define('DB_PASSWORD', 'x')` */
const SETTER =
  /\b(?:define|putenv|setenv|set|put|add|with\w{0,20}|setdefault|setProperty|set_env|environ\.setdefault|insert)\([ \t]{0,4}["'][\w.-]{0,60}$/i;

export function mayStand(place: Place, { name, whole, before, isStrong, between, text, start }: Standing): boolean {
  const isFlag = FLAG.test(before);
  const ends =
    /^(?:s|es|\d{0,3}|[-_ ]?(?:base|hash|value|data|text|string|prod|production|staging|dev|test|old|new|code|\d{1,3})){0,2}$/i.test(
      whole.slice(name.length),
    );
  switch (place) {
    case 'field':
      return (
        isStrong &&
        (/(?:name|key|option|parameter|variable|id|type)\\*["']?(?:[ \t]{0,40}[:=|│][ \t]{0,40}|[ \t]{2,40})\\*["']?[\w./-]{0,100}$/i.test(
          before,
        ) ||
          (/["'][\w./-]{0,80}$/.test(before) && /^["'\\]/.test(between)))
      );
    case 'object':
    case 'sign':
      return true;
    case 'list':
      return isFlag || SETTER.test(before) || (READER.test(before) && /["']/.test(text[start] ?? ''));
    case 'tag':
      return between.startsWith('</')
        ? ends
        : /<(?:[\w:.-]{0,40}|[\w:.-]{1,40} (?:name|key|id)=["'][\w.-]{0,60})$/.test(before);
    case 'cell':
      return ends;
    case 'line':
      return between.includes('─') || (ends && (/[:=\\]/.test(between) || LINE_START.test(before)));
    case 'call':
      return /(?:set|with|\.|\b(?:BY|=) ?)$/.test(before) || /^(?:PASSWORD|Password)$/.test(whole);
    case 'spoken':
      return ends && isStrong;
    case 'gap':
      return isFlag ? text[start] !== '-' : ends || COMMAND.test(before);
    default:
      return place satisfies never;
  }
}

/** Where prose is possible too, only text that no person would write is a secret. */
export function isSecret(place: Place, of: Standing, value: string, end: number): boolean {
  const { name, whole, before, isStrong, text, between } = of;
  if (/^pin$/i.test(name))
    return /^(?=[\d"'])["']?\d{4,8}["']?$/.test(value) && (place === 'sign' || (place === 'gap' && FLAG.test(before)));
  if (/^otp$/i.test(name)) return /^\d{6,8}$/.test(value) && place !== 'spoken';
  if (!isStrong && CACHE_KEY.test(value)) return false;
  if (isPathOf(place, of, value)) return false;
  if (!isStrong)
    return place === 'gap' && !FLAG.test(before)
      ? (looksRandom(value) && value.length >= 20) || (isCredentials(value) && looksSecret(value.split(':')[1] ?? ''))
      : looksRandom(value) || isCredentials(value);
  switch (place) {
    case 'field':
    case 'object':
    case 'list':
    case 'tag':
      return true;
    case 'sign':
      if (/[ \t]==[ \t]/.test(between)) return looksSecret(value);
      if (/^pass$/i.test(whole) && !/[\w-]$/.test(before))
        return (
          !/(?:---|[#*✓✔]|\bX) $/.test(before) &&
          (name !== 'PASS' || !/^[\w./-]{1,80}$/.test(value) || looksRandom(value)) &&
          looksSecret(value) &&
          !/^Test[A-Z]/.test(value)
        );
      return true;
    case 'cell':
      return looksSecret(value) && !/^[A-Za-z]+=\w/.test(value);
    case 'call':
      return looksSecret(value);
    case 'line':
      if ((FLAG.test(before) && between.includes('\\')) || /=>|─/.test(between)) return true;
      return (
        looksSecret(value) &&
        !/^[\w.-]+[=:][^=]/.test(value) &&
        /^["']?[,;]?[ \t|]{0,80}(?:\r?\n|$)/.test(text.slice(end, end + 90))
      );
    case 'spoken':
      return (
        looksRandom(value) ||
        /^["'`]/.test(value) ||
        (looksSecret(value) && /^(?:pass(?:word|phrase|wd)|pwd)$/i.test(whole) && value.length >= 8)
      );
    case 'gap':
      return isAfterGap(of, value, end);
    default:
      return place satisfies never;
  }
}

function isAfterGap({ name, whole, before, text }: Standing, value: string, end: number): boolean {
  if (FLAG.test(before) || COMMAND.test(before)) return true;
  const start = end - value.length;
  const isColumn = /(?:\t|[ \t]{2})$/.test(text.slice(Math.max(0, start - 3), start).replace(/\\{0,3}["'`]$/, ''));
  if (/^password$/i.test(name) && whole === name && /'$/.test(text.slice(start - 1, start))) return true;
  return isColumn ? looksSecret(value) : looksRandom(value) && !FINGERPRINT.test(value);
}

/** `token-fix -> origin/token-fix`, `Db/Secret (DbSecret685A0FA5)`, `Secret DbSecret DbSecret685A0FA5` */
function isPathOf(place: Place, { whole, before, between }: Standing, value: string): boolean {
  const mayBe = place === 'cell' || between.includes('->') || (place === 'gap' && !FLAG.test(before));
  return mayBe && /[/(]|[\dA-F]{8}$/.test(value) && value.includes(whole);
}

/** Words and the hash of a lock file: `npm-linux-5f2c1a9be0d34c7e8a1b`. */
const CACHE_KEY = /^(?:[A-Za-z]{2,20}-){2}(?:[\w.]{1,30}-){0,6}[0-9a-f]{16,64}$/;

/** Of OpenPGP: `using RSA key 1F2E…` */
const FINGERPRINT = /^[\dA-F]{16,40}$/;

/** `user:password` */
function isCredentials(value: string): boolean {
  return /^[\w.@-]{1,64}:(?!\/\/|\d{1,5}$)[^\s:]{6,}$/.test(value);
}
