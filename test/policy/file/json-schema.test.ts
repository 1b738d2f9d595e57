import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FILE, policySchema } from '../../../infra/policy-schema.ts';

describe('the JSON Schema of the policy, for editors', () => {
  it('matches the parser: `npm run schema` updates it', () => {
    expect(readFileSync(FILE, 'utf8')).toBe(policySchema());
  });

  it('rejects unknown keys, and lists the required keys', () => {
    const { properties, additionalProperties, required } = JSON.parse(policySchema());
    expect({ additionalProperties, required }).toEqual({
      additionalProperties: false,
      required: ['version', 'routes'],
    });
    expect(properties.freezes.items).toMatchObject({
      additionalProperties: false,
      required: ['id', 'kind', 'scope'],
      properties: { kind: { enum: ['deny', 'allow'] }, every: { additionalProperties: false, required: ['cron'] } },
    });
  });

  it('is referenced by the shipped policy', () => {
    expect(readFileSync('infra/policy.yml', 'utf8')).toMatch(
      /^# yaml-language-server: \$schema=\.\.\/docs\/policy\.schema\.json$/m,
    );
  });
});
