import type { SharedState } from '../lib/core/command/shared-state.ts';
import { times } from '../lib/policy/calendar/time-sources.ts';
import { parsePolicy } from '../lib/policy/file/parse.ts';
import { rulesOf } from '../lib/policy/rules.ts';

/** What a freeze decision costs: 10,000 of them, about a hundred stages, a minute after the other, with 50 rules and 20 windows.
 *  Then 1,000 of them under freezes without a gap. `node bench/policy.ts` */

const DECISIONS = 10_000;
const WINDOWS = 20;
const RULES = 50;

const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC'];
const windows = [
  'every: { cron: "0 16 * * FRI", until: "0 8 * * MON" }',
  'every: { cron: "0 22 * * *", until: "0 6 * * *" }',
  'every: { cron: "0 12 * * TUE", duration: 90m }',
  'once: { from: 2026-12-19T00:00, until: 2027-01-04T09:00 }',
  'every: { cron: "0 0 L * *", duration: 30h }, except: [2026-12-31]',
];
const scopes = Array.from(
  { length: 10 },
  (_, index) => `  s${index}: { pipelines: ["*-${index}", "team${index}-*"], stages: ["Deploy*"] }`,
);
const freezes = Array.from({ length: WINDOWS }, (_, index) => {
  const scope = index < 5 ? 'all' : `s${index % 10}`;
  const kind = index === 19 ? 'allow' : 'deny';
  return `  - { id: f${index}, kind: ${kind}, scope: ${scope}, tz: ${zones[index % 5]}, ${windows[(index * 3) % 5]} }`;
});
const others = Array.from({ length: RULES - WINDOWS }, (_, index) =>
  index < 15
    ? `  - { id: r${index}, scope: s${index % 10}, channel: C0X${index} }`
    : `  - { id: a${index}, scope: s${index % 10}, require: [{ from: [release] }] }`,
);
const yaml = `version: 1
people: { release: { slackGroups: [S0RELEASE] } }
scopes:
${scopes.join('\n')}
routes:
${others.slice(0, 15).join('\n')}
approvals:
${others.slice(15).join('\n')}
freezes:
${freezes.join('\n')}
`;
const parsed = parsePolicy(yaml);
if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
const text = JSON.stringify(parsed.policy);

const from = Date.UTC(2026, 10, 22);
const asked = Array.from({ length: DECISIONS }, (_, index) => ({
  target: {
    account: '1',
    region: 'eu-central-1',
    pipeline: `team${index % 13}-${index % 7}`,
    stage: index % 3 ? 'Deploy' : 'Build',
  },
  now: from + index * 60_000,
}));

const all: number[] = [];
for (let round = 0; round < 5; round++) {
  // A policy of its own each time: what was found out of another's windows is not used again.
  const rules = rulesOf(JSON.parse(text), 'bench', times);
  let denied = 0;
  const began = process.hrtime.bigint();
  for (const { target, now } of asked) if (rules.freeze(target, now).decision.outcome === 'deny') denied++;
  const us = Number(process.hrtime.bigint() - began) / 1e3 / DECISIONS;
  all.push(us);
  if (round === 0) console.log(`${DECISIONS} decisions, ${RULES} rules, ${WINDOWS} windows: ${denied} denied`);
}
console.log(
  `${all[0]?.toFixed(0)} µs each in a new process, windows found out included; then ${all
    .slice(1)
    .sort((a, b) => a - b)[1]
    ?.toFixed(0)} µs`,
);
const rules = rulesOf(JSON.parse(text), 'bench', times);
const began = process.hrtime.bigint();
if (asked[1]) rules.freeze(asked[1].target, asked[1].now);
console.log(`${(Number(process.hrtime.bigint() - began) / 1e6).toFixed(1)} ms for the first of a policy`);

// Two freezes that leave no gap: their common end is searched until the limit, more than a year ahead.
const gapless = parsePolicy(`version: 1
people: { release: { users: [U0ANN] } }
routes: [{ scope: all, channel: C0DEPLOYS }]
freezes:
  - { id: evening, kind: deny, scope: all, tz: UTC, every: { cron: "15 18 * * *", until: "15 4 * * *" } }
  - { id: day, kind: deny, scope: all, tz: Europe/Berlin, every: { cron: "15 3 * * *", duration: 1230m } }
`);
if (!gapless.ok) throw new Error(gapless.problems.map(({ message }) => message).join('\n'));
const { policy: neverOpens } = gapless;

function milliseconds(shared: SharedState): number {
  const rules = rulesOf(neverOpens, 'bench', times, shared);
  const began = process.hrtime.bigint();
  for (const { target, now } of asked.slice(0, 1_000)) rules.freeze(target, now);
  return Number(process.hrtime.bigint() - began) / 1e6;
}

const lasts = { from, until: from + 60 * 60_000 };
const override = { type: 'override', by: 'U0ANN', reason: 'hotfix', ...lasts } as const;
const without = milliseconds({});
const withOverride = milliseconds({ orders: { override: { ...override, pipelines: ['*'] } } });
console.log(
  `1,000 decisions under freezes without a gap: ${without.toFixed(0)} ms; with an override of an hour ${(withOverride / without).toFixed(1)} times that`,
);
