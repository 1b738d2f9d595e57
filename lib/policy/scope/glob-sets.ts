/** Globs as sets of names: `*` is any run of characters, `?` any one. */

/** True if `outer` contains every name of `inner`; false if only a deeper proof could show it. */
export function contains(outer: string, inner: string): boolean {
  return meeting(outer, inner, (o, i) => o === i || (o === '?' && i !== '*'), false);
}

export function overlaps(a: string, b: string): boolean {
  return meeting(a, b, (one, other) => one === other || one === '?' || other === '?', true);
}

/** Compares both patterns row by row, so that many stars cost no more than few.
 *  @param both true if `*` in `b` is a wildcard too, false if it only matches itself */
function meeting(a: string, b: string, same: (one: string, other: string) => boolean, both: boolean): boolean {
  const isStar = (pattern: string, at: number) => pattern[at - 1] === '*';
  let above: boolean[] = [];
  for (let i = 0; i <= a.length; i++) {
    const row: boolean[] = [];
    for (let j = 0; j <= b.length; j++) {
      const isRun = isStar(a, i) || (both && isStar(b, j));
      row[j] =
        (i === 0 && j === 0) ||
        (isRun && (above[j] === true || row[j - 1] === true)) ||
        (above[j - 1] === true && same(a.charAt(i - 1), b.charAt(j - 1)));
    }
    above = row;
  }
  return above[b.length] === true;
}
