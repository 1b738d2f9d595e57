import { instead } from './messages.ts';
import { inYaml } from './value-at.ts';

/** A value that may have been meant, and the words that propose it. */
export interface Repair {
  value: unknown;
  advice: string;
  /** Another key may be meant as well: only if the schema accepts no other guess. */
  isGuess?: boolean;
}

/** Slips of the form of a value that is there, likely ones first. The caller proposes one only if the schema accepts it.
 *  @param source the value as the file has it, without which leading zeros would be lost
 *  @param keys that may stand here, if the schema wants keys with values */
export function repairs(value: unknown, source: string | undefined, keys: string[]): Repair[] {
  const forms = formsOf(value, source);
  // `override: true` tells nothing about the values of its keys.
  const values = [value, ...forms.map((form) => form.value)];
  if (values.some((one) => typeof one === 'boolean')) return forms;
  return [...forms, ...keys.flatMap((key) => values.map((one) => ({ ...written({ [key]: one }), isGuess: true })))];
}

function formsOf(value: unknown, source: string | undefined): Repair[] {
  if (Array.isArray(value))
    return value.length === 1 ? [{ value: value[0], advice: instead.one(inYaml(value[0])) }] : [];
  if (typeof value === 'object') return [listed([value])];
  if (typeof value === 'string') return [...otherForms(value), listed([value]), ...split(value)];
  const text = source ?? String(value);
  return [{ value: text, advice: instead.quotes(JSON.stringify(text)) }, listed([value]), listed([text])];
}

function written(value: unknown): Repair {
  return { value, advice: instead.text(inYaml(value)) };
}

function listed(value: unknown[]): Repair {
  return { value, advice: instead.list(inYaml(value)) };
}

function split(text: string): Repair[] {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  return parts.length > 1 ? [listed(parts)] : [];
}

const booleans: Record<string, boolean> = { true: true, yes: true, on: true, false: false, no: false, off: false };

function otherForms(text: string): Repair[] {
  const bare = text.trim().replace(/^[“”„‘’«»"']+|[“”„‘’«»"']+$/g, '');
  const number = bare === '' ? Number.NaN : Number(bare);
  const boolean = booleans[bare.toLowerCase()];
  return [
    ...(Number.isNaN(number) ? [] : [{ value: number, advice: instead.noQuotes(String(number)) }]),
    ...(boolean === undefined ? [] : [written(boolean)]),
    ...(bare === text ? [] : [written(bare)]),
    ...otherSpellings(bare).map(written),
  ];
}

function otherSpellings(text: string): unknown[] {
  const [, local, time] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d)(?::00)?$/.exec(text) ?? [];
  const [, id] = /^<[@#!](?:subteam\^)?([A-Z0-9]+)(?:\|.*)?>$/.exec(text) ?? [];
  const [, percent] = /^(\d+(?:\.\d+)?) ?%$/.exec(text) ?? [];
  return [
    ...(local === undefined ? [] : [`${local}T${time}`]),
    ...(id === undefined ? [] : [id]),
    ...(percent === undefined ? [] : [Number(percent) / 100]),
    ...durations(text.toLowerCase()),
  ];
}

/** `1h30m`, `1.5h`, `8 hours` and `1w`, in the one unit that a duration has. */
function durations(text: string): string[] {
  const parts = [
    ...text.matchAll(/(\d+(?:\.\d+)?) ?(week|day|hour|hr|minute|min|second|sec|[wdhms])s?(?: |$|(?=\d))/g),
  ];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) return [];
  const seconds = parts.reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (secondsOf[unit.slice(0, 1)] ?? 0),
    0,
  );
  const unit = ['d', 'h', 'm', 's'].find((one) => seconds % (secondsOf[one] ?? 1) === 0);
  return unit === undefined ? [] : [`${seconds / (secondsOf[unit] ?? 1)}${unit}`];
}

const secondsOf: Record<string, number> = { w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1 };
