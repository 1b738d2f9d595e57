export function and(words: string[]): string {
  return list(words, 'and');
}

export function or(words: string[]): string {
  return list(words, 'or');
}

/** @param names of sets of `people`: a set may be named like a command, as "release" */
export function sets(names: string[]): string {
  return or(names.map((name) => `"${name}"`));
}

const LONGEST_LIST = 5;

function list(words: string[], last: 'and' | 'or'): string {
  const shown = words.length > LONGEST_LIST ? words.slice(0, LONGEST_LIST - 1) : words;
  const all = shown.length < words.length ? [...shown, `${words.length - shown.length} more`] : shown;
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} ${last} ${all.at(-1)}`;
}

const numbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

export function number(count: number): string {
  return numbers[count] ?? String(count);
}
