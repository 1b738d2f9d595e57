/** Whether a regular expression may take too long. JavaScript tries every way to divide a text among the repetitions of
 *  an expression, so the ways are counted: rather too high than too low, for a simpler expression hurts nobody. */

const MAX_LENGTH = 200;
/** What an unbounded repetition counts: no more of a text than this is looked at. */
export const TEXT_SEEN = 4_000;
/** One unbounded repetition, and a few alternatives. All of it is tried at every place of the text. */
const MAX_WAYS = 5 * TEXT_SEEN;

/** One thing that can be repeated (an escape, a class, a bracket, a character), and how often. */
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

/** @returns what to tell the person who wrote it, or undefined */
export function whyItMayHang(pattern: string): string | undefined {
  if (pattern.length > MAX_LENGTH) return `an expression has at most ${MAX_LENGTH} characters`;
  const all = [...pattern.matchAll(tokens)].map(({ groups = {} }) => tokenOf(groups.atom ?? '', groups.repeat ?? ''));
  if (all.some(({ atom, least }) => /^\\[1-9k]/.test(atom) || (atom === '(' && least === 0))) {
    return 'an expression has no look-around and no back references';
  }
  const open = [newGroup()];
  let ways = 1;
  let cost = 1;
  for (const [at, token] of all.entries()) {
    const { atom, least, most } = token;
    if (atom.startsWith('(')) open.push(newGroup());
    if (atom === ')') {
      const group = open.pop() ?? newGroup();
      if (most > 1 && !group.simple) return 'a repeated group may hold neither a repetition nor alternatives';
      ways *= group.branches;
    }
    const repeats = least !== 1 || most !== 1;
    if (atom === '|' || repeats) for (const group of open) group.simple = false;
    if (atom === '|') open[open.length - 1] = { branches: (open.at(-1)?.branches ?? 0) + 1, simple: false };
    const after = all[at + 1];
    // What ends the expression has matched as soon as it has begun.
    if (!repeats || after === undefined) continue;
    cost = Math.max(cost, ways * most);
    if (most > least && !endsAt(token, after)) ways *= Math.max(most, 2);
  }
  ways *= open[0]?.branches ?? 1;
  return Math.max(ways, cost) > MAX_WAYS
    ? 'too many repetitions that can share a text between them: say .{0,60} rather than .* where there are several'
    : undefined;
}

function tokenOf(atom: string, repeat: string): Token {
  if (repeat === '') return { atom, least: 1, most: 1 };
  if (repeat === '?') return { atom, least: 0, most: 1 };
  const [from, to] = { '*': ['0', ''], '+': ['1', ''] }[repeat] ?? repeat.slice(1, -1).split(',');
  const most = to === '' ? TEXT_SEEN : Number(to ?? from);
  return { atom, least: Number(from), most: Math.min(most, TEXT_SEEN) };
}

/** Whether a repetition can end in one way only, because what has to follow is nothing that it could repeat. */
function endsAt({ atom }: Token, after: Token): boolean {
  const [repeated, following] = [charactersOf(atom), charactersOf(after.atom)];
  return after.least > 0 && following.length > 0 && repeated.length > 0 && !following.some((c) => repeated.includes(c));
}

/** Of the first 256 characters those that an atom can be: none for brackets, ends and boundaries. */
function charactersOf(atom: string): number[] {
  if (/^[()|^$]/.test(atom) || /^\\[bB]/.test(atom)) return [];
  const one = new RegExp(`^${atom}$`);
  return Array.from({ length: 256 }, (_, code) => code).filter((code) => one.test(String.fromCharCode(code)));
}
