/** Counts the ways to divide a text among repetitions, because JavaScript tries them all. The count may be too high. */

const MAX_LENGTH = 200;
/** Value of an unbounded repetition: only this much of a text is searched. */
export const TEXT_SEEN = 4_000;
/** One unbounded repetition and a few alternatives. The expression is tried at every position of the text. */
const MAX_WAYS = 5 * TEXT_SEEN;

/** One unit that can be repeated (an escape, a class, a bracket, a character), with its repetition. */
const tokens =
  /(?<atom>\\u\{[0-9A-Fa-f]+\}|\\.|\[(?:\\.|[^\]\\])*\]|\(\?:|\(\?<\w+>|[^\\[])(?<repeat>[*+?]|\{\d+(?:,\d*)?\})?\??/gs;

interface Token {
  atom: string;
  least: number;
  most: number;
}

function newGroup() {
  return { branches: 1, simple: true };
}

export function whyItMayHang(pattern: string): string | undefined {
  if (pattern.length > MAX_LENGTH) return `an expression has at most ${MAX_LENGTH} characters`;
  const all = [...pattern.matchAll(tokens)].map(({ groups = {} }) => tokenOf(groups.atom ?? '', groups.repeat ?? ''));
  if (all.some(({ atom, least }) => /^\\[1-9k]/.test(atom) || (atom === '(' && least === 0))) {
    return 'look-around and back references are not supported';
  }
  const open = [newGroup()];
  let ways = 1;
  let cost = 1;
  for (const [at, token] of all.entries()) {
    const { atom, least, most } = token;
    if (atom.startsWith('(')) open.push(newGroup());
    if (atom === ')') {
      const group = open.pop() ?? newGroup();
      if (most > 1 && !group.simple) return 'a repeated group must not contain repetitions or alternatives';
      ways *= group.branches;
    }
    const repeats = least !== 1 || most !== 1;
    if (atom === '|' || repeats) for (const group of open) group.simple = false;
    if (atom === '|') open[open.length - 1] = { branches: (open.at(-1)?.branches ?? 0) + 1, simple: false };
    const after = all[at + 1];
    // The last unit matches as soon as it begins.
    if (!repeats || after === undefined) continue;
    cost = Math.max(cost, ways * most);
    if (most > least && !endsAt(token, after)) ways *= Math.max(most, 2);
  }
  ways *= open[0]?.branches ?? 1;
  return Math.max(ways, cost) > MAX_WAYS
    ? 'too many repetitions that can match the same text; use .{0,60} instead of .*'
    : undefined;
}

function tokenOf(atom: string, repeat: string): Token {
  if (repeat === '') return { atom, least: 1, most: 1 };
  if (repeat === '?') return { atom, least: 0, most: 1 };
  const [from, to] = { '*': ['0', ''], '+': ['1', ''] }[repeat] ?? repeat.slice(1, -1).split(',');
  const most = to === '' ? TEXT_SEEN : Number(to ?? from);
  return { atom, least: Number(from), most: Math.min(most, TEXT_SEEN) };
}

/** True if a repetition can end in only one way, because the next unit matches none of its characters. */
function endsAt({ atom }: Token, after: Token): boolean {
  const [repeated, following] = [charactersOf(atom), charactersOf(after.atom)];
  return after.least > 0 && following.length > 0 && repeated.length > 0 && !following.some((c) => repeated.includes(c));
}

/** Characters, among the first 256, that an atom can match; none for brackets, anchors and boundaries. */
function charactersOf(atom: string): number[] {
  if (/^[()|^$]/.test(atom) || /^\\[bB]/.test(atom)) return [];
  const one = new RegExp(`^${atom}$`);
  return Array.from({ length: 256 }, (_, code) => code).filter((code) => one.test(String.fromCharCode(code)));
}
