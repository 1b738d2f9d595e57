/** Words that begin a time. They are needed before it is known whether the command has a time at all. */

export const WEEKDAYS = '(?:sun|mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?)(?:day)?';
export const MONTHS =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';

const firstWord = new RegExp(String.raw`^(?:next|today|tomorrow|${WEEKDAYS}|\d{4}-\d\d-\d\d(?:t\S*)?)$`, 'i');
const afterAt = new RegExp(
  String.raw`^(?:\d{1,2}(?:[:.]\S*)?(?:[ap]\.?m\.?)?|\d{1,2}(?:st|nd|rd|th)|noon|midnight|${MONTHS})$`,
  'i',
);

/** `tomorrow`, `monday`, `2026-11-23T08:00Z`: the word begins a time without a word before it. */
export function isDay(word: string): boolean {
  return firstWord.test(word.replace(/[.,]$/, ''));
}

/** `18:00`, `9am`, `tomorrow`. A commit id has seven characters or more and no colon. */
export function beginsTime(word: string): boolean {
  return isDay(word) || afterAt.test(word.replace(/,.*$/, ''));
}
