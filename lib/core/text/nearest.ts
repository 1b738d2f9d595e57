/** @returns the names that are most likely meant by a word or a pattern, the best first; empty if none is close */
export function nearest(pattern: string, names: string[], most = 3): string[] {
  const wanted = pattern.toLowerCase();
  const letters = wanted.replace(/[*?]/g, '');
  const isPattern = letters !== wanted;
  const limit = isPattern ? letters.length / 2 : Math.max(2, letters.length / 2);
  const far = (name: string) => {
    const letter = lettersBetween(wanted, name);
    // A part of a name is often typed for the whole.
    return letters.length > 2 && name.includes(letters) ? Math.min(letter, 1) : letter;
  };
  const close = [...new Set(names)]
    .map((name) => ({ name, far: far(name.toLowerCase()) }))
    .filter((one) => one.far === 0 || one.far < limit || (one.far === limit && limit === 2 && letters.length > 3))
    .sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1));
  // A name that is much further than the best one only distracts.
  const best = close[0]?.far ?? 0;
  return close
    .filter((one) => one.far <= best + 1)
    .slice(0, most)
    .map(({ name }) => name);
}

/** Edit distance, but `*` matches any run of letters and `?` any one letter. */
export function lettersBetween(glob: string, name: string): number {
  let above = Array.from({ length: name.length + 1 }, (_, at) => at);
  for (const letter of glob) {
    const row: number[] = [];
    for (let at = 0; at <= name.length; at++) {
      const [left = Number.POSITIVE_INFINITY, up = 0] = [row[at - 1], above[at]];
      const same = letter === '?' || letter === name[at - 1] ? 0 : 1;
      const both = at === 0 ? Number.POSITIVE_INFINITY : (above[at - 1] ?? 0) + same;
      row.push(letter === '*' ? Math.min(up, left) : Math.min(up + 1, left + 1, both));
    }
    above = row;
  }
  return above[name.length] ?? 0;
}
