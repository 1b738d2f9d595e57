import { z } from 'zod';
import { checkBlocks, textLength } from './check-blocks.ts';
import { Refused } from './refused.ts';
import type { Block, Metadata } from './workspace.ts';

/** The true limit is unknown: 9,597 characters have passed and 11,341 have not. */
const ALL_TEXT_MAX = 10_000;

/** The arguments that posting, updating and ephemeral messages share. */
export const content = {
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  metadata: z.unknown().optional(),
};

const metadata = z.object({ event_type: z.string().min(1), event_payload: z.record(z.string(), z.unknown()) });

export function readBlocks(value: unknown, text: string): Block[] | undefined {
  if (value === undefined || value === '') return undefined;
  const list = fromForm(value, 'invalid_blocks_format');
  if (!Array.isArray(list)) throw new Refused('invalid_blocks_format');
  const problems = checkBlocks(list);
  if (problems.length > 0) throw new Refused('invalid_blocks', problems);
  if (textLength(list) + text.length > ALL_TEXT_MAX) throw new Refused('msg_blocks_too_long');
  return list;
}

/** `undefined` leaves what is there, `null` (sent as an empty object) takes it away. */
export function readMetadata(value: unknown): Metadata | null | undefined {
  if (value === undefined) return undefined;
  const given = fromForm(value, 'invalid_metadata_format');
  if (typeof given === 'object' && given !== null && Object.keys(given).length === 0) return null;
  const read = metadata.safeParse(given);
  if (!read.success) throw new Refused('invalid_metadata_schema');
  return read.data;
}

/** Blocks, metadata and views are JSON inside of a form. */
export function fromForm(value: unknown, otherwise: string): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    throw new Refused(otherwise);
  }
}
