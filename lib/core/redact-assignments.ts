import { isHarmless } from './redact-harmless.ts';
import { looksRandom, looksSecret } from './redact-looks.ts';
import { isName, kindOf, NAME } from './redact-names.ts';
import { type Place, places } from './redact-places.ts';
import { afterArrow, unwrapped, valueEnd } from './redact-values.ts';

const LINE_START = /(?:^|\n)[ \t]{0,80}(?:- )?[\w."'-]{0,64}$/;
/** Characters. */
const HEAD = 1_000;
const FLAG = /(?:^|[\s"'([,])(?:--?|\/)[\w.-]{0,40}$/;

interface Found {
  name: string;
  whole: string;
  before: string;
  isStrong: boolean;
  text: string;
}

interface Standing extends Found {
  between: string;
  start: number;
}

/** `password=…`, `"token": "…"`, `--api-key …`, `<secret>…`, a variable's name beside its value, and their kin. */
export function withoutAssignedSecrets(text: string): string {
  let kept = '';
  let done = 0;
  for (const { 0: name, index, groups } of text.matchAll(NAME)) {
    if (index < done) continue;
    const before = text.slice(Math.max(0, index - 200), index);
    for (const [from, end, whole] of valuesOf(
      { name, before, isStrong: groups?.strong !== undefined, whole: name, text },
      index,
    )) {
      kept += `${text.slice(done, from)}[redacted: ${kindOf(whole)}]`;
      done = end;
    }
  }
  return withoutNamedBehind(kept + text.slice(done));
}

const BEHIND =
  /(?<keep>["']value["'][ \t]{0,4}:[ \t]{0,4}["'])(?!\[redacted|\$)[^"'\n]{1,1000}(?=["'],\s{0,20}["'](?:name|key|\w{0,12}Name|\w{0,12}Key)["'][ \t]{0,4}:[ \t]{0,4}["'](?<named>[^"'\n]{1,100})["'])/gi;

/** `{"value": "x", "name": "DB_PASSWORD"}` */
function withoutNamedBehind(text: string): string {
  return text.replace(BEHIND, (value, keep: string, named: string) => {
    const last = [...named.matchAll(NAME)].at(-1);
    const isOf =
      last?.groups?.strong !== undefined &&
      isName(last[0], last[0] + named.slice(last.index + last[0].length), named.slice(0, last.index));
    return isOf ? `${keep}[redacted: ${kindOf(named)}]` : value;
  });
}

function valuesOf(found: Found, index: number): [from: number, end: number, whole: string][] {
  const { name, text, before } = found;
  for (const place of Object.keys(places) as Place[]) {
    const pattern = places[place];
    pattern.lastIndex = index + name.length;
    const match = pattern.exec(text);
    if (!match) continue;
    const start = pattern.lastIndex;
    const rest = match.groups?.rest ?? '';
    const of = { ...found, whole: name + rest, between: match[0].slice(rest.length), start };
    if (!isName(name, of.whole, before)) continue;
    const values = mayStand(place, of) ? valuesAt(place, of) : [];
    if (values.length > 0 || place === 'sign') return values;
  }
  return [];
}

function valuesAt(place: Place, of: Standing): [from: number, end: number, whole: string][] {
  const { text, whole, before, between, start } = of;
  if (isHarmless(text, start, whole) || isHarmless(text, unwrapped(text, start), whole)) return [];
  const mayBePhrase = place === 'sign' && between.includes(':') && LINE_START.test(before);
  const shape = { name: whole, mayBePhrase, outer: outerMark(place, between, before) };
  // Most of what is no secret is known by its beginning: a long text is not read again for each name in it.
  const [headFrom, headEnd] = valueEnd(text.slice(start, start + HEAD), 0, shape);
  const value = text.slice(start + headFrom, start + headEnd);
  if (value === '' || !isSecret(place, of, value, start + headEnd)) return [];
  const [from, end] = headEnd < HEAD ? [start + headFrom, start + headEnd] : valueEnd(text, start, shape);
  const next = afterArrow(text, end);
  if (next === end || isHarmless(text, next, whole)) return [[from, end, whole]];
  const [newFrom, newEnd] = valueEnd(text, next, { name: whole, mayBePhrase: false });
  return newEnd > newFrom
    ? [
        [from, end, whole],
        [newFrom, newEnd, whole],
      ]
    : [[from, end, whole]];
}

/** `"DB_PASSWORD=a b c"`: the mark that the whole stands in. */
function outerMark(place: Place, between: string, before: string): string | undefined {
  return place === 'sign' && between.startsWith('=')
    ? /(?:^|[\s,[{(])(?<mark>["'])[\w.-]{0,60}$/.exec(before)?.groups?.mark
    : undefined;
}

function mayStand(place: Place, { name, whole, before, isStrong, between, text, start }: Standing): boolean {
  const isFlag = FLAG.test(before);
  const ends =
    /^(?:s|es|\d{0,3}|[-_ ]?(?:base|hash|value|data|text|string|prod|production|staging|dev|test|old|new|code|\d{1,3})){0,2}$/i.test(
      whole.slice(name.length),
    );
  switch (place) {
    case 'field':
      return (
        isStrong &&
        (/(?:name|key|option|parameter|variable|id|type)\\*["']?[ \t]{0,40}[:=|│][ \t]{0,40}\\*["']?[\w./-]{0,100}$/i.test(
          before,
        ) ||
          (/["'][\w./-]{0,80}$/.test(before) && /^["'\\]/.test(between)))
      );
    case 'object':
    case 'sign':
      return true;
    case 'list':
      return isFlag;
    case 'tag':
      return /<(?:[\w:.-]{0,40}|[\w:.-]{1,40} (?:name|key|id)=["'][\w.-]{0,60})$/.test(before);
    case 'cell':
      return ends;
    case 'line':
      return ends && (/[:=\\]/.test(between) || LINE_START.test(before));
    case 'call':
      return /(?:set|with|\.|\b(?:BY|=) ?)$/.test(before) || /^PASSWORD$/.test(name);
    case 'spoken':
      return ends && isStrong;
    case 'gap':
      if (isFlag) return text[start] !== '-';
      if (
        /\b(?:ENV|setx|set|setenv|export|(?:login|user(?:name)?)[ \t]{1,4}\S{1,80})[ \t]{1,4}(?:-\w{1,3}[ \t]{1,4})?[\w.:/-]{0,80}$/i.test(
          before,
        )
      )
        return true;
      return ends;
    default:
      return place satisfies never;
  }
}

/** Where prose could stand as well, only what no one would write is a secret. */
function isSecret(place: Place, of: Standing, value: string, end: number): boolean {
  const { name, whole, before, isStrong, text, between } = of;
  if (/^pin$/i.test(name))
    return /^(?=[\d"'])["']?\d{4,8}["']?$/.test(value) && (place === 'sign' || (place === 'gap' && FLAG.test(before)));
  if (/^otp$/i.test(name)) return /^\d{6,8}$/.test(value) && place !== 'spoken';
  if (!isStrong)
    return place === 'gap' && !FLAG.test(before)
      ? looksRandom(value) && value.length >= 20
      : looksRandom(value) || isCredentials(value);
  switch (place) {
    case 'field':
    case 'object':
    case 'list':
    case 'tag':
      return true;
    case 'sign':
      if (/^pass$/i.test(whole) && !/[\w-]$/.test(before))
        return (
          !/(?:---|[#*✓✔]|\bX) $/.test(before) &&
          (name !== 'PASS' || !/^[\w./-]{1,80}$/.test(value) || looksRandom(value)) &&
          looksSecret(value) &&
          !/^Test[A-Z]/.test(value)
        );
      return true;
    case 'cell':
      return looksSecret(value);
    case 'call':
      return looksSecret(value);
    case 'line':
      if (FLAG.test(before) && between.includes('\\')) return true;
      return (
        looksSecret(value) &&
        !/^[\w.-]+[=:][^=]/.test(value) &&
        /^["']?[,;]?[ \t|]{0,80}(?:\r?\n|$)/.test(text.slice(end, end + 90))
      );
    case 'spoken':
      return (
        looksRandom(value) ||
        /^["'`]/.test(value) ||
        (looksSecret(value) &&
          /[\d]/.test(value) &&
          /^(?:pass(?:word|phrase|wd)|pwd)$/i.test(whole) &&
          value.length >= 8)
      );
    case 'gap':
      return isAfterGap({ name, whole, before, value, text, end });
    default:
      return place satisfies never;
  }
}

function isAfterGap({
  name,
  whole,
  before,
  value,
  text,
  end,
}: {
  name: string;
  whole: string;
  before: string;
  value: string;
  text: string;
  end: number;
}): boolean {
  if (FLAG.test(before)) return true;
  if (
    /\b(?:ENV|setx|set|setenv|(?:login|user(?:name)?)[ \t]{1,4}\S{1,80})[ \t]{1,4}(?:-\w{1,3}[ \t]{1,4})?[\w.:/-]{0,80}$/i.test(
      before,
    )
  )
    return true;
  const start = end - value.length;
  const isColumn = /(?:\t|[ \t]{2})$/.test(text.slice(Math.max(0, start - 3), start).replace(/\\{0,3}["'`]$/, ''));
  if (/^password$/i.test(name) && whole === name && /'$/.test(text.slice(start - 1, start))) return true;
  return isColumn ? looksSecret(value) : looksRandom(value);
}

/** `user:password` */
function isCredentials(value: string): boolean {
  return /^[\w.@-]{1,64}:(?!\/\/|\d{1,5}$)[^\s:]{6,}$/.test(value);
}
