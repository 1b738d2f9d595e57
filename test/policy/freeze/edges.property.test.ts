import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type DetailOf, details } from '../../../events/signalbox/details.ts';
import type { SharedState } from '../../../lib/core/command/shared-state.ts';
import { planSharedEvents } from '../../../lib/core/events/plan-shared-events.ts';
import { entryOf } from '../../../lib/eventbridge/entry.ts';
import { times } from '../../../lib/policy/calendar/time-sources.ts';
import type { Scope, Selector } from '../../../lib/policy/file/schema.ts';
import { freezeEdges } from '../../../lib/policy/freeze/edges.ts';
import { rulesOf } from '../../../lib/policy/rules.ts';
import { atLeast, draws } from '../../kit/draws.ts';
import { policyOf } from '../frozen.ts';

/** Compares the scope in the event of a freeze with the decision of the policy. */

const NOW = Date.parse('2026-11-23T12:00:00Z');

interface Target {
  pipeline: string;
  stage?: string;
  account?: string;
  region?: string;
  tags?: Record<string, string>;
}
type Started = DetailOf<'Signalbox Freeze Started'>;

/** The reader that docs/events.md gives to consumers. */
async function readerOfThePage() {
  const page = readFileSync('docs/events.md', 'utf8');
  const [, code = ''] = /^## What a freeze covers[\s\S]*?```js\n([\s\S]*?)```/m.exec(page) ?? [];
  const { covers } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return covers as (detail: Pick<Started, 'scope'>, target: Target) => boolean | undefined;
}

/** Undefined once in `freq` draws. */
const optional = <T>(one: fc.Arbitrary<T>, freq = 2) => fc.option(one, { nil: undefined, freq });
const some = <T>(one: fc.Arbitrary<T>) => optional(fc.array(one, { minLength: 1, maxLength: 2 }));
/** Without the fields that are undefined, as in a file. */
const compact = <T extends object>(one: T) =>
  Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)) as T;

const name = fc.constantFrom('a', 'b', 'ab', 'ba', 'a.b');
const glob = fc.constantFrom('a', 'b', 'a*', '*b', '?', '*', 'a?b', '*a*b*');
const value = fc.constantFrom('a', 'ab', 'a\nb', 'é🔥', '');
const pattern = fc.constantFrom('a', 'a*', '*b', '*?*', 'é??', '*');
const key = fc.constantFrom('env', 'team', 'pipelines', 'constructor');
const selector: fc.Arbitrary<Selector> = fc
  .record({
    pipelines: some(glob),
    stages: some(glob),
    accounts: some(glob),
    regions: some(glob),
    tags: optional(
      fc.dictionary(key, fc.oneof(pattern, fc.array(pattern, { minLength: 1, maxLength: 2 })), {
        minKeys: 1,
        maxKeys: 2,
      }),
    ),
  })
  .map(compact);
const link = fc.record({ selector, exclude: optional(selector) }).map(({ selector: own, exclude }) => {
  return compact({ ...own, exclude }) as Scope;
});
const names: fc.Arbitrary<Scope> = fc.record({ pipelines: some(glob), stages: some(glob) }).map(compact);
const scope = fc
  .array(fc.oneof(link, names), { minLength: 1, maxLength: 3 })
  .map((links) => links.reduceRight<Scope | undefined>((within, one) => compact({ ...one, within }), undefined));

const target = fc.record({
  pipeline: name,
  stage: optional(name, 4),
  account: optional(name, 4),
  region: optional(name, 4),
  tags: optional(fc.dictionary(key, value, { maxKeys: 3 }), 4),
});

/** A freeze of the policy, which a team's scope may restrict, or one from Slack. */
const freeze = fc.oneof(
  { arbitrary: fc.record({ scope }), weight: 4 },
  fc.record({
    manual: fc.record({ pipelines: fc.array(glob, { minLength: 1, maxLength: 2 }), stages: some(glob) }).map(compact),
  }),
);

const once = 'once: { from: "2026-11-23T12:00", until: "2026-11-23T13:00" }';
const base = { scope: policyOf([`scope: prod, tz: UTC, ${once}`]), manual: policyOf([]) };

function world(drawn: { scope?: Scope; manual?: { pipelines: string[]; stages?: string[] } }) {
  const { scopes, ...policy } = base[drawn.manual ? 'manual' : 'scope'];
  const terms = { type: 'freeze', by: 'U0ANN', reason: 'a fair', from: NOW, until: NOW + 3_600_000 } as const;
  const shared: SharedState = drawn.manual ? { orders: { 'freeze-1': { ...terms, ...drawn.manual } } } : {};
  const known = { ...policy, scopes: { ...scopes, ...(drawn.scope && { prod: drawn.scope }) } };
  const intents = planSharedEvents('decisions', {}, freezeEdges(known, times, shared, NOW), {}, NOW);
  const put = intents.flatMap(({ effect }) => {
    return effect.type === 'putEvent' ? JSON.parse(entryOf(effect.bus, effect.event).Detail) : [];
  });
  const [started, ended] = put as [Started, Started];
  return { started, ended, rules: rulesOf(known, 'test', times, shared) };
}

it('a freeze covers exactly the scope in its event, and the names beside the scope agree with it', async () => {
  const covers = await readerOfThePage();
  const seen = { covered: { named: 0, nameless: 0 }, free: { named: 0, nameless: 0 } };
  fc.assert(
    fc.property(freeze, fc.array(target, { minLength: 5, maxLength: 10 }), (drawn, targets) => {
      const { started, ended, rules } = world(drawn);
      details['Signalbox Freeze Started'].strict().parse(started);
      expect(ended.scope).toEqual(started.scope);
      const { pipelines, stages } = started;
      for (const one of targets) {
        const isFrozen = rules.freeze(one as never, NOW).decision.outcome === 'deny';
        expect(covers(started, one)).toBe(isFrozen);
        seen[isFrozen ? 'covered' : 'free'][pipelines ? 'named' : 'nameless']++;
        if (pipelines) expect(covers({ scope: [{ pipelines, stages }] }, one)).toBe(isFrozen);
      }
    }),
    draws(500),
  );
  for (const count of Object.values(seen).flatMap((one) => Object.values(one))) {
    expect(count).toBeGreaterThanOrEqual(atLeast(50));
  }
});
