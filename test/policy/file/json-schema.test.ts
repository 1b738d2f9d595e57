import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FILE, policySchema } from '../../../infra/policy-schema.ts';

describe('the JSON Schema of the policy, for editors', () => {
  it('is what the policy is read by: `npm run schema` writes it anew', () => {
    expect(readFileSync(FILE, 'utf8')).toBe(policySchema());
  });

  it('knows no other keys, and what has to be there', () => {
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

  it('is named by the policy that is shipped', () => {
    expect(readFileSync('infra/policy.yml', 'utf8')).toMatch(
      /^# yaml-language-server: \$schema=\.\.\/docs\/policy\.schema\.json$/m,
    );
  });
});
