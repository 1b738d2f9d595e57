import type { PolicyFile } from './policy-file.ts';

/** The last good document of the place, for a worker that starts while the place has a wrong one or does not answer. */
export interface LastGood {
  /** @returns `unusable`: why this version cannot read what is there; undefined if nothing good was published
   *  @throws if the table cannot be read */
  load(): Promise<string | { unusable: string } | undefined>;
  save(text: string): Promise<void>;
}

export type LastGoodPolicy =
  | { type: 'published'; file: PolicyFile }
  | { type: 'nothing published' }
  | { type: 'unusable'; why: string };

/** @throws if the table cannot be read */
export async function lastGoodPolicy(
  { load }: Pick<LastGood, 'load'>,
  parse: (text: string) => Promise<PolicyFile>,
): Promise<LastGoodPolicy> {
  const kept = await load();
  if (kept === undefined) return { type: 'nothing published' };
  if (typeof kept !== 'string') return { type: 'unusable', why: kept.unusable };
  try {
    return { type: 'published', file: await parse(kept) };
  } catch (error) {
    return { type: 'unusable', why: error instanceof Error ? error.message : String(error) };
  }
}
