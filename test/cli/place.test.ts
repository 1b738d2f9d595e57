import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { signalbox } from '../kit/cli.ts';

const policy = join(mkdtempSync(join(tmpdir(), 'signalbox-place-')), 'policy.yml');
const always = 'once: { from: 2020-01-01T00:00, until: 2099-01-01T00:00 }';
writeFileSync(
  policy,
  `version: 1
accounts: [{ id: "111122223333", name: prod }, { id: "444455556666", name: dev, role: "arn:aws:iam::444455556666:role/r", externalId: secret }]
scopes:
  prod: { accounts: ["111122223333"] }
  eu: { regions: ["eu-*"] }
  shop: { pipelines: ["shop-*"], tags: { team: checkout } }
routes:
  - { scope: all, channel: C0X }
  - { id: mains, scope: shop, branches: [main], channel: C0MAIN }
  - { id: releases, scope: shop, branches: ["release/*"], channel: C0REL }
  - { id: elsewhere, scope: prod, branches: [main], channel: C0PROD }
freezes:
  - { id: account, kind: deny, scope: prod, tz: Europe/Berlin, ${always} }
  - { id: region, kind: deny, scope: eu, tz: Europe/Berlin, ${always} }
  - { id: tag, kind: deny, scope: shop, tz: UTC, ${always} }
`,
);

const windows = async (...args: string[]) => {
  const { stdout } = await signalbox('windows', '--json', '--policy', policy, ...args);
  return (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id);
};

describe('a question about one place', () => {
  it.each([
    [[], ['account', 'region', 'tag']],
    [
      ['--pipeline', 'shop-1'],
      ['account', 'region', 'tag'],
    ],
    [
      ['--pipeline', 'pay'],
      ['account', 'region'],
    ],
    [
      ['--account', '444455556666'],
      ['region', 'tag'],
    ],
    [
      ['--pipeline', 'dev/shop-1'],
      ['region', 'tag'],
    ],
    [
      ['--pipeline', 'us-east-1/shop-1'],
      ['account', 'tag'],
    ],
    [['--pipeline', 'dev/us-east-1/shop-1'], ['tag']],
    [['--pipeline', 'arn:aws:codepipeline:us-east-1:444455556666:shop-1'], ['tag']],
    [['--pipeline', 'shop-1', '--account', 'dev', '--region', 'us-east-1', '--tag', 'team=search'], []],
    [['--pipeline', 'shop-1', '--account', 'dev', '--region', 'us-east-1', '--tag', 'team=checkout'], ['tag']],
    [['--region', 'us-east-1', '--account', 'prod', '--tag', 'a=b', '--tag', 'c=d'], ['account']],
  ])(
    'with %j matches every freeze that it does not exclude, because an unnamed part is unknown',
    async (args, freezes) => {
      expect(await windows(...args)).toEqual(freezes);
      const { stdout } = await signalbox('check', policy, '--json', ...args);
      expect((JSON.parse(stdout).freezes as { id: string }[]).map(({ id }) => id)).toEqual(freezes);
      if (!args.includes('--pipeline')) return;
      const explained = await signalbox('explain', '--json', '--policy', policy, ...args);
      expect(JSON.parse(explained.stdout).verdict).toBe(freezes.length > 0 ? 'deny' : 'allow');
    },
  );

  it.each([
    [['--account', 'prd'], 'Unknown account "prd"; did you mean "prod"?'],
    [['--account', 'elsewhere'], 'Unknown account "elsewhere"; expected 12 digits, or a name under accounts'],
    [['--region', 'eu-cental-1'], 'Unknown Region "eu-cental-1"'],
    [['--tag', 'team'], '--tag must be KEY=VALUE'],
    [['--pipeline', 'dev/shop', '--account', 'prod'], 'name different places: dev and prod'],
    [['--pipeline', 'dev/'], '--pipeline must be NAME'],
    [['--pipeline', 'a/b/c/d'], '--pipeline must be NAME'],
    [['--pipeline', 'shop-1 '], '--pipeline "shop-1 " is not the name of a pipeline: it begins or ends with a blank'],
    [['--pipeline', 'a prod'], 'CodePipeline allows only the letters A-Z and a-z, digits and . @ _ - in a name'],
    [['--pipeline', 'dev/shöp'], 'CodePipeline allows only the letters'],
    [['--pipeline', 'shop-*'], 'it is a pattern. Name one pipeline.'],
    [['--pipeline', 'shop-1,shop-2'], 'it has a comma. Name one pipeline'],
    [['--pipeline', 's'.repeat(101)], 'it has 101 characters, and CodePipeline allows 100'],
    [['--pipeline', 'arn:aws:codepipeline:eu-central-1:444455556666:shop/Deploy'], 'is not the ARN of a pipeline'],
    [['--pipeline', 'arn:aws:sns:eu-central-1:444455556666:shop'], 'is not the ARN of a pipeline'],
    [
      ['--pipeline', 'arn:aws:codepipeline:us-east-1:444455556666:shop', '--account', 'prod'],
      'name different places: 444455556666 and prod',
    ],
  ])('refuses %j', async (args, message) => {
    const answer = await signalbox('windows', '--policy', policy, ...args);
    expect(answer).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
  });

  it.each([
    ['main', 'Routes for branch main: routes.0 (C0X) and mains (C0MAIN). Not for this branch: releases (C0REL).'],
    [
      'release/1',
      'Routes for branch release/1: routes.0 (C0X) and releases (C0REL). Not for this branch: mains (C0MAIN).',
    ],
  ])('lists the routes of branch %s', async (branch, routes) => {
    const asked = ['--pipeline', 'shop-1', '--account', 'dev', '--region', 'us-east-1', '--branch', branch];
    const outputs = await Promise.all([
      signalbox('windows', '--policy', policy, ...asked),
      signalbox('check', policy, ...asked),
      signalbox('explain', '--policy', policy, ...asked),
    ]);
    const last = `${routes} Freezes, approvals and retries do not depend on the branch.`;
    expect(outputs.map(({ stdout }) => stdout.trim().split('\n').at(-1))).toEqual([last, last, last]);
    const explained = await signalbox('explain', '--json', '--policy', policy, ...asked);
    expect(JSON.parse(explained.stdout).notes).toContain(last);
  });
});

describe('a name that the policy almost has', () => {
  const named = join(mkdtempSync(join(tmpdir(), 'signalbox-near-')), 'policy.yml');
  writeFileSync(
    named,
    `version: 1
scopes: { pay: { pipelines: [payments, shop-1, "search-*"] } }
routes: [{ scope: pay, channel: C0X }]
freezes: [{ id: f, kind: deny, scope: pay, tz: UTC, ${always} }]
`,
  );

  it.each(['paymnts', 'paymetns', 'Payments'])('is noted beside the answer: %s', async (name) => {
    const { code, stdout, stderr } = await signalbox('explain', '--policy', named, '--pipeline', name, '--json');
    expect({ code, verdict: JSON.parse(stdout).verdict }).toEqual({ code: 0, verdict: 'allow' });
    expect(stderr).toBe(`Note: the policy does not name ${name}, but it names payments. Is the name a slip?\n`);
  });

  it.each(['payments', 'shop-2', 'search-api', 'invoices'])('is not noted for %s', async (name) => {
    expect((await signalbox('explain', '--policy', named, '--pipeline', name)).stderr).toBe('');
  });
});

describe('a time without an offset', () => {
  const note =
    'Note: 2026-12-24T18:00 is a time in Europe/Berlin. Add an offset, such as Z or +02:00, for another zone.';

  it('is in the zone of most freezes, and the answer states it', async () => {
    const args = ['--policy', policy, '--at', '2026-12-24T18:00'];
    expect((await signalbox('windows', ...args)).stdout.trim().split('\n').at(-1)).toBe(note);
    expect((await signalbox('windows', ...args, '--json')).stderr).toBe(`${note}\n`);
    const explained = ['explain', '--pipeline', 'shop-1', ...args];
    expect((await signalbox(...explained)).stdout.trim().split('\n').at(-1)).toBe(note);
    expect(JSON.parse((await signalbox(...explained, '--json')).stdout).notes).toContain(note);
    const exact = await signalbox('windows', '--policy', policy, '--at', '2026-12-24T18:00Z');
    expect(exact.stdout + exact.stderr).not.toContain('Note:');
  });

  it('uses the zone of the freeze at the start of a window', async () => {
    const edge = join(mkdtempSync(join(tmpdir(), 'signalbox-edge-')), 'policy.yml');
    const once = 'once: { from: 2026-12-24T18:00, until: 2026-12-24T19:00 }';
    writeFileSync(
      edge,
      `version: 1\nroutes: [{ scope: all, channel: C0X }]\nfreezes: [{ id: f, kind: deny, scope: all, tz: America/New_York, ${once} }]`,
    );
    const isActive = async (at: string) => {
      const { stdout } = await signalbox('windows', '--policy', edge, '--json', '--at', at);
      return JSON.parse(stdout)[0].active;
    };
    expect(await isActive('2026-12-24T17:59')).toBe(false);
    expect(await isActive('2026-12-24T18:00')).toBe(true);
    expect(await isActive('2026-12-24T18:00Z')).toBe(false);
  });
});
