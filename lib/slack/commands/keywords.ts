import { unmasked } from '../render/text.ts';

/** A command's words, by the keyword that they stand after. */
export interface Slots {
  /** Before any keyword. */
  words: string[];
  named: Partial<Record<Keyword, string[]>>;
}

export type Keyword = 'stage' | 'for' | 'until' | 'on' | 'because';

const keywords = new Map<string, Keyword>([
  ['stage', 'stage'],
  ['stages', 'stage'],
  ['for', 'for'],
  ['until', 'until'],
  ['on', 'on'],
  ['because', 'because'],
]);

/** Everything after `because` is the reason, whatever words it has. */
export function slotsOf(text: string): Slots {
  const slots: Slots = { words: [], named: {} };
  let current: string[] = slots.words;
  let isReason = false;
  for (const [index, token] of tokensOf(asTyped(text)).entries()) {
    const keyword: Keyword | undefined = isReason || index === 0 ? undefined : keywords.get(token.toLowerCase());
    // Said twice it is no keyword any more, and nothing else that would be understood.
    if (keyword === undefined || slots.named[keyword]) {
      current.push(isReason ? token : unquoted(token));
      continue;
    }
    current = [];
    slots.named[keyword] = current;
    isReason = keyword === 'because';
  }
  const { because } = slots.named;
  if (because) slots.named.because = because.length > 0 ? [unquoted(because.join(' '))] : [];
  return slots;
}

function tokensOf(text: string): string[] {
  return text
    .replace(/\s*,\s*(?=\S)/g, (comma, at: number) => (isInReason(text, at) ? comma : ','))
    .split(/\s+/)
    .filter((token) => token !== '');
}

function isInReason(text: string, at: number): boolean {
  return /\sbecause\s/i.test(text.slice(0, at));
}

/** Slack makes links of what looks like one, curls quotes, and escapes three characters. */
function asTyped(text: string): string {
  return unmasked(text)
    .replace(/<[^<>|]*\|([^<>]*)>/g, '$1')
    .replace(/<(https?:\/\/|mailto:)?([^<>]*)>/g, '$2')
    .replace(/[“”„«»]/g, '"')
    .replace(/[‘’]/g, "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

function unquoted(text: string): string {
  return text
    .trim()
    .replace(/^(["'`])(.*)\1$/s, '$2')
    .trim();
}
