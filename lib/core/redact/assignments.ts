import { isHarmless } from './harmless-values.ts';
import { type Found, isSecret, LINE_START, mayStand, type Standing } from './judge-value.ts';
import { isName, kindOf, NAME } from './secret-names.ts';
import { type Place, places } from './value-places.ts';
import { afterArrow, unwrapped, valueEnd } from './values.ts';

const HEAD = 1_000;

/** `password=…`, `"token": "…"`, `--api-key …`, `<secret>…`, a variable's name beside its value, and similar forms. */
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
  /(?<keep>\bvalue["']?[ \t]{0,40}[:=][ \t]{0,4}["'])(?!\[redacted|\$)[^"'\n]{1,1000}(?=["'],?\s{0,20}(?:[+~] )?["']?(?:name|key|type|\w{0,12}Name|\w{0,12}Key)["']?[ \t]{0,40}[:=][ \t]{0,4}["'](?<named>[^"'\n]{1,100})["'])/gi;

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
  if (isHarmless(text, unwrapped(text, start), whole)) return [];
  const mayBePhrase = place === 'sign' && between.includes(':') && LINE_START.test(before);
  const shape = { name: whole, mayBePhrase, outer: outerMark(place, between, before) };
  // The beginning usually shows that a value is harmless, so a long text is not read again for each name in it.
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

/** `"DB_PASSWORD=a b c"`: the quotation mark around the whole assignment. */
function outerMark(place: Place, between: string, before: string): string | undefined {
  return place === 'sign' && between.startsWith('=')
    ? /(?:^|[\s,[{(])(?<mark>["'])[\w.-]{0,60}$/.exec(before)?.groups?.mark
    : undefined;
}
