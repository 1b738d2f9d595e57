import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod/mini';
import { DAY } from '../core/base/units.ts';
import { loadValue, type StoredValue } from './change-value.ts';
import { NewerFormat, Unreadable } from './format.ts';
import type { VersionedValues } from './versioned-values.ts';

/** The text of the last published policy that was good. */
export interface LastPolicy {
  /** @returns `unusable`: why this version cannot read what is there; undefined if nothing was saved
   *  @throws if the table cannot be read */
  load(): Promise<string | { unusable: string } | undefined>;
  save(text: string): Promise<void>;
}

interface Kept {
  /** Milliseconds: the table forgets what is not written again. */
  at: number;
  /** Gzipped, in Base64: an item has at most 400 KB. */
  text: string;
}

const stored: StoredValue<Kept | null> = {
  name: 'policy',
  schema: z.nullable(z.object({ at: z.number(), text: z.string() })),
  empty: null,
};

export function createLastPolicy(values: VersionedValues, now: () => number): LastPolicy {
  return {
    async load() {
      const known = await loadValue(values, stored).then(({ known }) => known, unusable);
      return known && 'text' in known ? unpacked(known.text) : (known ?? undefined);
    },
    async save(text) {
      const packed = gzipSync(text).toString('base64');
      const { known, version } = await loadValue(values, stored);
      if (known?.text === packed && known.at > now() - DAY) return;
      // If another worker saves first, it read the same place.
      await values.save(stored.name, { at: now(), text: packed }, version, now());
    },
  };
}

function unpacked(text: string): string | { unusable: string } {
  try {
    return gunzipSync(Buffer.from(text, 'base64')).toString('utf8');
  } catch (error) {
    return { unusable: `The last policy cannot be unpacked: ${String(error)}` };
  }
}

function unusable(error: unknown): { unusable: string } {
  if (error instanceof NewerFormat || error instanceof Unreadable) return { unusable: error.message };
  throw error;
}
