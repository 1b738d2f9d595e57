import { times } from '../lib/policy/calendar/time-sources.ts';
import { warnings } from '../lib/policy/check/warnings.ts';
import { parsePolicy } from '../lib/policy/file/parse.ts';
import { rulesOf } from '../lib/policy/rules.ts';

/** CPU for policies with ever more freezes and routes: `check`, and what a worker does with a policy before its first event
 *  (`rulesOf`, and the first answers). `node bench/policy-size.ts` */

const NOW = Date.UTC(2026, 10, 22);
const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC'];
const windows = [
  (n: number) => `every: { cron: "${n % 60} 16 * * FRI", until: "0 8 * * MON" }`,
  (n: number) => `every: { cron: "${n % 60} 22 * * *", until: "0 6 * * *" }`,
  (n: number) => `every: { cron: "${n % 60} 12 * * TUE", duration: 90m }`,
  (n: number) => `once: { from: 2026-12-19T00:${String(n % 60).padStart(2, '0')}, until: 2027-01-04T09:00 }`,
  (n: number) => `every: { cron: "${n % 60} 0 L * *", duration: 30h }, except: [2026-12-31]`,
];

function policyWith(count: number): string {
  const many = <T>(make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n));
  const freeze = (n: number) => {
    const scope = n % 4 === 0 ? 'all' : `s${n}`;
    return `  - { id: f${n}, kind: deny, scope: ${scope}, tz: ${zones[n % 5]}, ${windows[n % 5]?.(n)} }`;
  };
  return `version: 1
scopes:
${many((n) => `  s${n}: { pipelines: ["team${n}-*"], stages: ["Deploy*"] }`).join('\n')}
routes:
${many((n) => `  - { id: r${n}, scope: s${n}, channel: C0X${n} }`).join('\n')}
freezes:
${many(freeze).join('\n')}
`;
}

function cpu<T>(work: () => T): { ms: number; value: T } {
  const began = process.cpuUsage();
  const value = work();
  const { user, system } = process.cpuUsage(began);
  return { ms: (user + system) / 1000, value };
}

for (const count of [10, 50, 500]) {
  const yaml = policyWith(count);
  const read = () => {
    const parsed = parsePolicy(yaml);
    if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
    return parsed.policy;
  };
  const parsed = cpu(read);
  const checked = cpu(() => warnings(parsed.value, NOW));
  // A policy of its own: nothing about its windows was computed before.
  const fresh = read();
  const rules = cpu(() => rulesOf(fresh, 'bench', times));
  const target = { account: '1', region: 'eu-central-1', pipeline: 'team7-pay' };
  const heeded = cpu(() => rules.value.watches({ ...target, executionId: 'e' }));
  const decided = cpu(() => rules.value.freeze({ ...target, stage: 'Deploy' }, NOW));
  const again = cpu(() => rules.value.freeze({ ...target, stage: 'Deploy' }, NOW + 60_000));
  const lines = {
    parse: parsed,
    check: checked,
    rulesOf: rules,
    watches: heeded,
    freeze: decided,
    'freeze again': again,
  };
  const figures = Object.entries(lines).map(([name, { ms }]) => `${name} ${ms.toFixed(1)}`);
  console.log(`${String(count).padStart(4)} freezes and routes, ms of CPU: ${figures.join(', ')}`);
}
