import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createObjects, type Objects } from '../lab/aws/objects.ts';
import { serve } from '../lab/serve.ts';
import { followPublished } from '../lib/app-published.ts';
import { worldOf } from '../lib/cli/world.ts';
import { documentOf } from '../lib/config/policy-document.ts';
import { policyFrom } from '../lib/config/policy-file.ts';
import { s3Policy } from '../lib/config/policy-s3.ts';
import type { Effect } from '../lib/core/model/effect.ts';
import { outcome } from '../lib/core/model/input.ts';
import { BOARD } from '../lib/core/model/subject.ts';
import { times } from '../lib/policy/calendar/time-sources.ts';
import { rulesOf } from '../lib/policy/rules.ts';
import { createMemoryStore } from '../lib/store/memory.ts';
import { createMemoryValues } from '../lib/store/versioned-values-memory.ts';
import { type Line, reconcile } from '../lib/worker/reconcile.ts';

/** Workers that follow one published policy: the real S3 client, and the store in memory. */

const MINUTE = 60_000;
const FROM = 's3://signalbox-policy/policy.json';
const PATH = '/signalbox-policy/policy.json';
const start = `version: 1\nannounce: { channel: C0PLATFORM }\n`;
const ONE = `${start}routes: [{ scope: all, channel: C0ONE }]\n`;
const TWO = `${start}routes: [{ scope: all, channel: C0TWO }]\n`;
const BAD = `${start}routes: [{ scope: all, chanel: C0TWO }]\n`;
const PACKAGED = `${start}routes: [{ scope: all, channel: C0PACKAGED }]\n`;

let objects: Objects;
let now: number;
let endpoint: string;
let announced: string[];
let lines: Line[];
let store: ReturnType<typeof createMemoryStore>;
let values: ReturnType<typeof createMemoryValues>;

beforeEach(async () => {
  objects = createObjects();
  const server = await serve(objects.request, 0);
  onTestFinished(server.stop);
  endpoint = `http://127.0.0.1:${server.port}`;
  now = Date.UTC(2026, 10, 30, 12);
  announced = [];
  lines = [];
  store = createMemoryStore();
  values = createMemoryValues();
});

/** @returns `channel` asks the active policy for a channel, as the first step of a batch does */
async function worker() {
  const client = {
    endpoint,
    forcePathStyle: true,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'lab', secretAccessKey: 'lab' },
    maxAttempts: 1,
  };
  const compositions: string[] = [];
  const follow = await followPublished({
    from: FROM,
    values,
    s3: async () => (place) => s3Policy(place, client),
    ssm: () => Promise.reject(new Error('not this one')),
    parse: async (text) => policyFrom(text, FROM),
    packaged: async () => policyFrom(PACKAGED, 'the package'),
    async create({ policy, version }) {
      compositions.push(version);
      const world = worldOf(async (effect) => {
        if (effect.type === 'announce') announced.push(textOf(effect));
        return [outcome(effect, { done: true, digest: effect.digest })];
      });
      const rules = rulesOf(policy, version, times);
      const common = { store, world, now: () => now, id: () => crypto.randomUUID() };
      return { ...common, rules: async () => rules, log: () => {}, findExecution: async () => undefined };
    },
    reconcile,
    now: () => now,
    log: (line) => lines.push(line),
  });
  const channel = async () => (await (await follow()).rules()).audience(['shop'])[0];
  return { channel, compositions };
}

function textOf({ channel, text }: Extract<Effect, { type: 'announce' }>): string {
  return `${channel}: ${text}`;
}

describe('a published policy', () => {
  it('applies within a minute, is read once a minute, and is composed again only if its rules change', async () => {
    objects.put(PATH, ONE);
    const { channel, compositions } = await worker();
    expect(await channel()).toBe('C0ONE');
    objects.put(PATH, TWO);
    now += MINUTE - 1;
    expect(await channel()).toBe('C0ONE');
    now += 1;
    expect([await channel(), await channel()]).toEqual(['C0TWO', 'C0TWO']);
    now += MINUTE;
    expect(await channel()).toBe('C0TWO');
    // Another layout of the same rules.
    objects.put(PATH, `# a comment\n${TWO}`);
    now += MINUTE;
    expect(await channel()).toBe('C0TWO');
    expect(objects.answers).toEqual([200, 200, 304, 200]);
    expect(compositions).toHaveLength(2);
    expect(announced).toEqual([]);
    expect(lines.map(({ message }) => message)).toEqual(['policy taken', 'policy taken']);
  });

  it('changes nothing if it is wrong, which is announced once for all workers, as is the correction', async () => {
    objects.put(PATH, ONE);
    const [a, b] = [await worker(), await worker()];
    const all = async () => [await a.channel(), await b.channel(), await (await worker()).channel()];
    expect(await all()).toEqual(['C0ONE', 'C0ONE', 'C0ONE']);
    objects.put(PATH, BAD);
    now += MINUTE;
    // The third worker starts only now, and takes the last good policy from the table.
    expect(await all()).toEqual(['C0ONE', 'C0ONE', 'C0ONE']);
    const { version } = policyFrom(ONE, '');
    expect(announced).toEqual([
      `C0PLATFORM: The policy that was published at ${FROM} was not taken. Still policy ${version} applies.\n• ${FROM}:3:24 routes.0.chanel: unknown key; did you mean "channel"?`,
    ]);
    now += MINUTE;
    await all();
    expect(announced).toHaveLength(1);
    // Each minute, so that the alarm lasts as long as the problem.
    expect(lines.filter(({ message }) => message === 'policy not taken')).toHaveLength(6);

    objects.put(PATH, TWO);
    now += MINUTE;
    expect(await all()).toEqual(['C0TWO', 'C0TWO', 'C0TWO']);
    now += MINUTE;
    await all();
    expect(announced.slice(1)).toEqual([
      `C0PLATFORM: The policy at ${FROM} is right again: policy ${policyFrom(TWO, '').version} applies.`,
    ]);

    objects.put(PATH, BAD);
    now += MINUTE;
    await all();
    expect(announced).toHaveLength(3);
  });

  it('stays while its address cannot be read, which is logged and not announced', async () => {
    objects.put(PATH, ONE);
    const { channel } = await worker();
    await channel();
    objects.refuse([403, 'AccessDenied']);
    now += MINUTE;
    expect(await channel()).toBe('C0ONE');
    expect(await (await worker()).channel()).toBe('C0ONE');
    expect(lines.at(-1)).toMatchObject({ message: 'policy not taken', why: expect.stringContaining('AccessDenied') });
    expect(announced).toEqual([]);
    objects.refuse(undefined);
    now += MINUTE;
    expect(await channel()).toBe('C0ONE');
  });

  it('is replaced by the packaged one until a valid one is published', async () => {
    const { channel } = await worker();
    expect(await channel()).toBe('C0PACKAGED');
    expect(lines.at(-1)).toMatchObject({ why: `NothingThere: ${FROM} does not exist` });
    objects.put(PATH, BAD);
    now += MINUTE;
    expect(await channel()).toBe('C0PACKAGED');
    expect(announced).toHaveLength(1);
    objects.put(PATH, ONE);
    now += MINUTE;
    expect(await channel()).toBe('C0ONE');
    expect((await store.load(BOARD))?.board?.published).toMatchObject({ from: FROM, at: now });
  });

  it('may be one document of several files, and its errors name the file of the team', async () => {
    const main = `${ONE}scopes: { shop: { pipelines: [shop] } }\nteams: { shop: { file: shop.yml, scopes: [shop] } }\n`;
    const files = (team: string) => ({ main: 'main.yml', text: main, files: { 'shop.yml': team }, nameOf: () => '' });
    objects.put(PATH, documentOf(files('approvals: []\n')));
    const { channel } = await worker();
    expect(await channel()).toBe('C0ONE');
    objects.put(PATH, documentOf(files('routes: [{ scope: all, channel: C0SHOP }]\n')));
    now += MINUTE;
    await channel();
    expect(announced[0]).toContain(
      `${FROM}: shop.yml:1:12 routes.0.scope: "all" is everything, and team shop may speak`,
    );
    objects.put(PATH, '{ "signalbox": 2 }');
    now += MINUTE;
    await channel();
    expect(announced[1]).toContain('the document has format 2, which this version of Signalbox cannot read');
  });
});

it('an address of another form stops the start', async () => {
  const parts = { from: 'https://example.com/policy.yml' } as Parameters<typeof followPublished>[0];
  await expect(followPublished(parts)).rejects.toThrow('expected s3://BUCKET/KEY or ssm:/NAME');
});
