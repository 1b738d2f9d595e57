/** Globs as the sets of names they stand for: `*` is any run of characters, `?` any one. */

/** Whether every name of `inner` is one of `outer`. Where only a proof could tell it is no. */
export function contains(outer: string, inner: string): boolean {
  return meeting(outer, inner, (o, i) => o === i || (o === '?' && i !== '*'), false);
}

/** Whether some name is in both. */
export function overlaps(a: string, b: string): boolean {
  return meeting(a, b, (one, other) => one === other || one === '?' || other === '?', true);
}

/** Both patterns at once, one row for each character of `a`: patterns with many stars cost no more than others.
 *  @param both whether a star of `b` stands for any run too, or only for itself */
function meeting(a: string, b: string, same: (one: string, other: string) => boolean, both: boolean): boolean {
  const isStar = (pattern: string, at: number) => pattern[at - 1] === '*';
  let above: boolean[] = [];
  for (let i = 0; i <= a.length; i++) {
    const row: boolean[] = [];
    for (let j = 0; j <= b.length; j++) {
      const before = i > 0 && j > 0 && above[j - 1] === true;
      row[j] =
        (i === 0 && j === 0) ||
        (i > 0 && isStar(a, i) && (above[j] === true || (j > 0 && row[j - 1] === true))) ||
        (both && j > 0 && isStar(b, j) && (row[j - 1] === true || above[j] === true)) ||
        (before && same(a[i - 1] ?? '', b[j - 1] ?? ''));
    }
    above = row;
  }
  return above[b.length] === true;
}
