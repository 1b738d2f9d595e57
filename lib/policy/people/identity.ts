import { type Directory, emailOf } from './directory.ts';

/** The policy's word for a bot. It stands in the place of a Slack user, and no such user ever votes. */
export const NOBODY = 'nobody';

/** Slack users, or NOBODY, by `identityKey`. A Map, because an author may be called `constructor`. */
export type Identities = ReadonlyMap<string, string>;

export type Identity =
  | { type: 'known'; user: string }
  | { type: 'waits'; email: string }
  /** `why`: Slack's answer, if Slack was asked. */
  | { type: 'unknown'; why?: string };

/** Names of one person, the most reliable first. */
export type Names = (string | undefined)[];

/** The policy takes precedence over Slack. */
export function identify(names: Names, identities: Identities, directory: Directory): Identity {
  const user = named(names, identities);
  if (user !== undefined) return { type: 'known', user };
  const email = emailToLookUp(names, identities);
  if (email === undefined) return { type: 'unknown' };
  const holder = directory.holderOf(email);
  if (holder === undefined) return { type: 'waits', email };
  return typeof holder === 'string' ? { type: 'known', user: holder } : { type: 'unknown', why: holder.why };
}

export function emailToLookUp(names: Names, identities: Identities): string | undefined {
  if (named(names, identities) !== undefined) return undefined;
  const email = names.find((name) => name !== undefined && isEmail(name));
  return email === undefined ? undefined : emailOf(email);
}

function named(names: Names, identities: Identities): string | undefined {
  const keys = names.flatMap((name) => (name === undefined || name.trim() === '' ? [] : identityKey(name)));
  return keys.map((key) => identities.get(key)).find((user) => user !== undefined);
}

/** Only e-mails ignore case. */
export function identityKey(text: string): string {
  return isEmail(text) ? emailOf(text) : text.trim();
}

function isEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text.trim()) && !text.trim().startsWith('arn:');
}

export function namesOfAuthor({ name, email }: { name?: string; email?: string }): Names {
  return [email, name];
}

/** `arn:aws:sts::123456789012:assumed-role/Admin/mia@example.com` is also known as `mia@example.com`. */
export function namesOfStarter(arn: string): Names {
  return [arn, arn.split(/[/:]/).at(-1)];
}
