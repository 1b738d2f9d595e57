// @ts-check

/** The text of `<!date…>` as Slack writes it, in the reader's own zone and language.
 *  Source: https://docs.slack.dev/messaging/formatting-message-text#date-formatting */

/** @type {Record<string, Intl.DateTimeFormatOptions>} */
const formats = {
  date: { month: 'long', day: 'numeric', year: 'numeric' },
  date_short: { month: 'short', day: 'numeric', year: 'numeric' },
  date_long: { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' },
  time: { hour: '2-digit', minute: '2-digit' },
  time_secs: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
};

const LANGUAGE = 'en-GB';
/** 2026-01-05 */
const numbers = new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit' });
const DAY = 86_400_000;

/**
 * @param {number} at milliseconds
 * @param {string} format text with tokens, such as `{date_short_pretty} at {time}`
 * @param {number} now the lab's clock, by which a day is today
 * @returns {string | undefined} nothing if a token is unknown: Slack then shows the fallback
 */
export function dateText(at, format, now) {
  if (Number.isNaN(new Date(at).getTime())) return undefined;
  let isKnown = true;
  const text = format.replace(/\{(\w+)\}/g, (_, token) => {
    const written = tokenText(token, at, now);
    if (written === undefined) isKnown = false;
    return written ?? '';
  });
  return isKnown ? text : undefined;
}

/**
 * @param {string} token
 * @param {number} at
 * @param {number} now
 * @returns {string | undefined}
 */
function tokenText(token, at, now) {
  if (token === 'ago') return ago(at - now);
  const [, name = '', pretty] = /^(\w+?)(_pretty)?$/.exec(token) ?? [];
  if (pretty) return nearDay(at, now) ?? tokenText(name, at, now);
  if (name === 'date_num') return numbers.format(at);
  const options = Object.hasOwn(formats, name) ? formats[name] : undefined;
  return options && new Intl.DateTimeFormat(LANGUAGE, options).format(at);
}

/** @param {number} at @param {number} now */
function nearDay(at, now) {
  const day = numbers.format(at);
  if (day === numbers.format(now)) return 'today';
  if (day === numbers.format(now - DAY)) return 'yesterday';
  return day === numbers.format(now + DAY) ? 'tomorrow' : undefined;
}

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const units = [
  ['day', DAY],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];

/** @param {number} away milliseconds, negative for the past */
function ago(away) {
  const [unit, size] = units.find(([, size]) => Math.abs(away) >= size) ?? ['second', 1000];
  return new Intl.RelativeTimeFormat(LANGUAGE).format(Math.trunc(away / size), unit);
}
