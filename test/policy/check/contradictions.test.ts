import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';

function problems(rules: string): string[] {
  const parsed = parsePolicy(`version: 1
people: { pair: { users: [U0ANN, U0BO] } }
routes: [{ scope: all, channel: C0ALL, ${rules}
`);
  return parsed.ok ? [] : parsed.problems.map(({ key, message }) => `${key}: ${message}`);
}

const needsThree = 'approvals: [{ id: a, scope: all, require: [{ count: 3, from: [pair] }]';
const tooFew = 'approvals.0.require.0.count: needs 3 approvals from "pair", which has 2 people';
const unknown = 'unknown people "SRE"; define it under people';

describe('a name that could be a set of people or a mention', () => {
  it('is a mention under "call"', () => {
    expect(problems('call: [SRE, pair] }]')).toEqual([]);
    expect(problems(`}]\n${needsThree.replace('count: 3, ', '')}, call: [SRE, pair] }]`)).toEqual([]);
  });

  it('is an unknown set elsewhere', () => {
    expect(problems('}]\ncommands: [{ allow: [SRE], do: [mute], scope: all }]')).toEqual([
      `commands.0.allow.0: ${unknown}`,
    ]);
  });
});

describe('an approval rule with too few people', () => {
  it('is reported beside an unknown set in another place', () => {
    expect(problems(`}]\n${needsThree} }]\ncommands: [{ allow: [SRE], do: [mute], scope: all }]`)).toEqual([
      tooFew,
      `commands.0.allow.0: ${unknown}`,
    ]);
    expect(problems(`}]\n${needsThree}, call: [sre] }]`)).toEqual([
      tooFew,
      'approvals.0.call.0: unknown people "sre"; define it under people',
    ]);
    expect(problems(`call: [sre] }]\n${needsThree} }]`)).toEqual([
      'routes.0.call.0: unknown people "sre"; define it under people',
      tooFew,
    ]);
  });

  it('is not reported while a set of an approval rule is unknown', () => {
    expect(problems(`}]\n${needsThree}, escalate: { after: 1h, to: sre } }]`)).toEqual([
      'approvals.0.escalate.to: unknown people "sre"; define it under people',
    ]);
  });
});
