import { gunzipSync, gzipSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Row } from '../core/model/row.ts';
import { shrinking } from '../core/shrink-row.ts';

/** Characters. DynamoDB bills each kilobyte that is written, so text is gzipped as soon as that may save one. */
const LARGE = 1024;

/** Bytes. An item may have 400 KB, its keys included. */
const MOST = 340_000;

/** A row as an item holds it, with as much detail as fits. */
export function pack(row: Row): { row: Row; body: Record<string, AttributeValue> } {
  let packed = { row, body: bodyOf(row) };
  for (const shrunk of shrinking(row)) {
    if (shrunk !== packed.row) packed = { row: shrunk, body: bodyOf(shrunk) };
    if (fits(packed.body)) return packed;
  }
  return packed;
}

export function unpack({ pk, packed, body }: Record<string, AttributeValue>): Row {
  const text = packed?.B ? gunzipSync(packed.B).toString('utf8') : body?.S;
  if (text === undefined) throw new Error(`The item ${pk?.S} holds no row`);
  return JSON.parse(text) as Row;
}

function bodyOf(row: Row): Record<string, AttributeValue> {
  const text = JSON.stringify(row);
  return text.length > LARGE ? { packed: { B: gzipSync(text) } } : { body: { S: text } };
}

function fits({ packed, body }: Record<string, AttributeValue>): boolean {
  return (packed?.B?.length ?? Buffer.byteLength(body?.S ?? '')) <= MOST;
}
