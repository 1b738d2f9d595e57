import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { details } from '../events/signalbox/details.ts';
import { VOTE } from '../events/signalbox/source.ts';
import { VoteDetail } from '../events/signalbox/vote.ts';

/** Schemas of Signalbox's events: JSON Schema of each `detail`, and the whole event as EventBridge's schema registry takes
 *  it (`aws schemas create-schema --type OpenApi3`). */

export const FOLDER = 'docs/events';

type Schema = Record<string, unknown>;

const all: [type: string, schema: z.core.$ZodType][] = [...Object.entries(details), [VOTE, VoteDetail]];

export function eventSchemas(): Map<string, string> {
  return new Map(
    all.flatMap(([type, schema]) => [
      [`${fileName(type)}.schema.json`, jsonSchema(type, schema)],
      [`registry/${fileName(type)}.openapi.json`, registryDocument(type, schema)],
    ]),
  );
}

/** `Signalbox Stage Held` is `stage-held`. */
export function fileName(type: string): string {
  return type
    .replace(/^Signalbox /, '')
    .toLowerCase()
    .replaceAll(' ', '-');
}

function jsonSchema(type: string, schema: z.core.$ZodType): string {
  // Later versions may have more fields.
  const detail = z.toJSONSchema(schema, { io: 'input', target: 'draft-7', override });
  return inJson({ title: `detail of ${type}, version 1`, ...detail });
}

/** As EventBridge writes the schemas that it discovers. */
function registryDocument(type: string, schema: z.core.$ZodType): string {
  const { $schema: _, ...detail } = z.toJSONSchema(schema, { io: 'input', target: 'openapi-3.0', override }) as Schema;
  const name = type.replaceAll(' ', '');
  return inJson({
    openapi: '3.0.0',
    info: { version: '1.0.0', title: name },
    paths: {},
    components: {
      schemas: {
        AWSEvent: {
          type: 'object',
          required: ['detail-type', 'resources', 'detail', 'id', 'source', 'time', 'region', 'version', 'account'],
          'x-amazon-events-detail-type': type,
          'x-amazon-events-source': type === VOTE ? 'the source of the machine' : 'signalbox',
          properties: {
            detail: { $ref: `#/components/schemas/${name}` },
            account: { type: 'string' },
            'detail-type': { type: 'string' },
            id: { type: 'string' },
            region: { type: 'string' },
            resources: { type: 'array', items: { type: 'string' } },
            source: { type: 'string' },
            time: { type: 'string', format: 'date-time' },
            version: { type: 'string' },
          },
        },
        [name]: detail,
      },
    },
  });
}

/** The format has the same meaning. The pattern of zod counts leap years. */
function override({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
}

function inJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

if (import.meta.main) {
  for (const [name, text] of eventSchemas()) {
    const file = join(FOLDER, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  console.error(`Wrote ${FOLDER}`);
}
