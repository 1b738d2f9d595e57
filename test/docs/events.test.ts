import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type DetailType, details } from '../../events/signalbox/details.ts';
import { VOTE } from '../../events/signalbox/source.ts';
import { VoteDetail } from '../../events/signalbox/vote.ts';
import { eventSchemas, FOLDER, fileName } from '../../infra/event-schemas.ts';

const page = readFileSync('docs/events.md', 'utf8');
const types = Object.keys(details) as DetailType[];

describe('the schemas of events', () => {
  it('are the same as in the code: npm run schema updates them', () => {
    const written = eventSchemas();
    const files = globSync(`${FOLDER}/**/*.json`).map((file) => file.replaceAll('\\', '/'));
    expect(files.sort()).toEqual([...written.keys()].map((name) => `${FOLDER}/${name}`).sort());
    for (const [name, text] of written) expect(readFileSync(`${FOLDER}/${name}`, 'utf8'), name).toBe(text);
  });

  it('fit in the schema registry, each with a valid reference', () => {
    const documents = [...eventSchemas()].filter(([name]) => name.startsWith('registry/'));
    expect(documents).toHaveLength(types.length + 1);
    for (const [, text] of documents) {
      expect(text.length).toBeLessThan(100_000);
      const { openapi, components } = JSON.parse(text);
      expect(openapi).toBe('3.0.0');
      const { $ref } = components.schemas.AWSEvent.properties.detail;
      expect(components.schemas[$ref.split('/').at(-1)]).toMatchObject({ type: 'object' });
    }
  });

  it.each([...types, VOTE])('of %s requires a version, and allows the fields of later versions', (type) => {
    const schema = JSON.parse(eventSchemas().get(`${fileName(type)}.schema.json`) ?? '{}');
    expect(schema.required).toContain('version');
    expect(schema.additionalProperties).toBeUndefined();
  });
});

describe('the page of events', () => {
  const examples = [...page.matchAll(/^### (Signalbox [^\n]+)\n[\s\S]*?```json\n([\s\S]*?)```/gm)];

  it('has each type in the order of the code, with an example', () => {
    expect(examples.map(([, type]) => type)).toEqual(types);
  });

  it.each(examples.map(([, type = '', json = '']) => [type, json]))('has a valid example of %s', (type, json) => {
    details[type as DetailType].strict().parse(JSON.parse(json));
  });

  it('has a valid vote', () => {
    const [, vote = ''] = /^## The vote of a machine[\s\S]*?```json\n([\s\S]*?)```/m.exec(page) ?? [];
    expect(VoteDetail.safeParse(JSON.parse(vote)).success).toBe(true);
  });
});
