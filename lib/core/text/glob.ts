/** `*` is any run of characters, `?` is any one; everything else is itself. In steps of name and pattern together: a
 *  regular expression with many stars can take for ever. */
export function matches(glob: string, name: string): boolean {
  let at = 0;
  let star: { glob: number; name: number } | undefined;
  for (let n = 0; n < name.length; ) {
    if (glob[at] === '*') {
      star = { glob: at++, name: n };
    } else if (glob[at] === '?' || glob[at] === name[n]) {
      at++;
      n++;
    } else if (star) {
      // The last star takes one character more.
      star.name++;
      at = star.glob + 1;
      n = star.name;
    } else {
      return false;
    }
  }
  while (glob[at] === '*') at++;
  return at === glob.length;
}
