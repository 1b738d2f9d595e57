import { describe, expect, it } from 'vitest';
import { commandWarnings } from '../../../lib/policy/check/command-warnings.ts';
import { parsePolicy } from '../../../lib/policy/file/parse.ts';

const MAIN = `version: 1
scopes:
  names: { pipelines: ["*-prod"], stages: [Deploy] }
  production: { pipelines: ["*-prod"], exclude: { pipelines: ["sandbox-*"] } }
  sources: { stages: [Source, "Deploy*"] }
  here: { accounts: ["111122223333"], regions: [eu-central-1], tags: { env: prod } }
people: { release: { users: [U0ANN] } }
routes: [{ scope: all, channel: C0ALL }]
`;

function found(command: string, team = '', scope = 'production'): string[] {
  const teams = `teams: { web: { file: web.yml, scopes: [${scope}] } }\n`;
  const parsed = parsePolicy(`${MAIN}${teams}commands: [{ allow: [release], ${command} }]\n`, {
    'web.yml': team || 'routes: []',
  });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  return commandWarnings(parsed.policy).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('a rule under commands', () => {
  it('gets a warning if its scope has more than names, for commands with pipeline patterns', () => {
    expect(found('do: [release, freeze, override], scope: production')).toEqual([
      'commands.0: scope production has "exclude", so this rule allows no freeze or override: each of these needs a scope of pipelines and stages alone, because it names pipelines by patterns',
    ]);
    expect(found('do: [mute], scope: here')).toEqual([
      'commands.0: scope here has "accounts", "regions" and "tags", so this rule allows no mute: mute needs a scope of pipelines and stages alone, because it names pipelines by patterns',
    ]);
  });

  it.each(['do: [freeze], scope: all', 'do: [freeze, thaw], scope: names', 'do: [retry, release, stop], scope: here'])(
    'gets no warning with %s',
    (command) => {
      expect(found(command)).toEqual([]);
    },
  );

  it('gets a warning if its scope has stages, for commands on whole pipelines', () => {
    expect(found('do: [freeze, mute, release, stop, retry], scope: names')).toEqual([
      'commands.0: scope names has "stages", so this rule allows no mute, release or stop: it is for a whole pipeline; use a scope without stages',
    ]);
  });

  it('gets a warning for a release or stop only if its stages leave out the first one, and for a mute always', () => {
    expect(found('do: [mute, release, stop], scope: sources')).toEqual([
      expect.stringContaining('scope sources has "stages", so this rule allows no mute: '),
    ]);
  });

  it('gets a warning if only the scope of its team has stages', () => {
    const team =
      'scopes: { web: { pipelines: [web-prod] } }\ncommands: [{ allow: [release], do: [mute, stop], scope: web }]\n';
    expect(found('do: [retry], scope: all', team, 'names')).toEqual([
      expect.stringContaining('"stages", so this rule allows no mute or stop: '),
    ]);
  });

  it('gets a warning if only the scope of its team has more than names', () => {
    const team =
      'scopes: { web: { pipelines: [web-prod] } }\ncommands: [{ allow: [release], do: [lock], scope: web }]\n';
    expect(found('do: [retry], scope: all', team)).toEqual([
      expect.stringContaining('commands.1: scope production has "exclude", so this rule allows no lock'),
    ]);
  });
});
