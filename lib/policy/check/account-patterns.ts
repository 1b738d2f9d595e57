import { distance } from 'fastest-levenshtein';
import { didYouMean } from '../file/nearest-word.ts';
import type { Policy } from '../file/schema.ts';
import type { Contradiction } from './contradictions.ts';
import { ACCOUNT_DIGITS, accountByName, noAccountMatches, writeAccount } from './messages.ts';

/** A pattern that no account can match switches every rule of its scope off, or an exclusion. */
export function wrongAccounts({ accounts, scopes }: Policy): Contradiction[] {
  return Object.entries(scopes).flatMap(([name, { accounts: own = [], exclude }]) => [
    ...own.flatMap(wrong(['scopes', name, 'accounts'], accounts)),
    ...(exclude?.accounts ?? []).flatMap(wrong(['scopes', name, 'exclude', 'accounts'], accounts)),
  ]);
}

function wrong(path: PropertyKey[], accounts: Policy['accounts']) {
  return (glob: string, nth: number): Contradiction[] =>
    canMatch(glob) ? [] : [{ path: [...path, nth], message: advice(glob, accounts) }];
}

const DIGITS = 12;

function canMatch(glob: string): boolean {
  if (!/^[\d*?]+$/.test(glob)) return false;
  const least = glob.replaceAll('*', '').length;
  return glob.includes('*') ? least <= DIGITS : least === DIGITS;
}

function advice(glob: string, accounts: Policy['accounts']): string {
  if (/[*?]/.test(glob)) return noAccountMatches(glob);
  const named = accounts.find(({ name }) => name?.toLowerCase() === glob.toLowerCase());
  if (named) return accountByName(named.id, glob);
  const digits = glob.replace(/[._-]/g, '');
  if (/^\d{12}$/.test(digits)) return writeAccount(digits);
  return ACCOUNT_DIGITS + (/[A-Za-z]/.test(glob) ? nearName(glob, accounts) : nearId(digits, accounts));
}

function nearName(glob: string, accounts: Policy['accounts']): string {
  return didYouMean(
    glob,
    accounts.flatMap(({ name }) => name ?? []),
  ).replace(/"(.*)"/, (_, near: string) => {
    const id = accounts.find(({ name }) => name === near)?.id;
    return `"${id}" (${near})`;
  });
}

/** Two slips at most: most ids have many digits in common by chance. */
function nearId(digits: string, accounts: Policy['accounts']): string {
  const near = accounts.find(({ id }) => distance(id, digits) <= 2);
  return near ? didYouMean(digits, [near.id]) : '';
}
