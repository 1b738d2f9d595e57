import { describe, expect, it } from 'vitest';
import { merge } from '../../../lib/core/base/merge.ts';
import { countsBetween, deploymentsByDay } from '../../../lib/core/digest/count.ts';
import { type DigestFacts, type ExecutionReport, reportsOf } from '../../../lib/core/digest/digest.ts';
import { postKey } from '../../../lib/core/digest/periods.ts';
import { MOST_PIPELINES, REMEMBERED } from '../../../lib/core/digest/structures.ts';
import { MOST_REPORTS, tidied } from '../../../lib/core/digest/tidy.ts';
import type { Input } from '../../../lib/core/model/input.ts';
import type { Outbox } from '../../../lib/core/model/outbox.ts';
import { emptyRow } from '../../../lib/core/model/row.ts';
import { step } from '../../../lib/core/step.ts';
import { pack, unpack } from '../../../lib/store/pack-row.ts';
import { rules } from '../../kit/rules.ts';
import { KEY, POLICY } from './digest-world.ts';
import { keyOf, reported } from './reports.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-11-25T12:00:00Z');
const policy = rules(POLICY);

function report(end: number, more: Partial<ExecutionReport> = {}): ExecutionReport {
  const base = { state: 'SUCCEEDED', began: end - 10 * MINUTE, ends: [end], failed: [], flaky: [] } as const;
  return { ...base, ends: [end], failed: [], flaky: [], deployed: [['Prod', end, 2]], lead: 10 * MINUTE, ...more };
}

function inputOf(id: string, end: number, more: Partial<ExecutionReport> = {}, asOf = end): Input {
  return { type: 'reported', digest: { executions: { [keyOf(id)]: [asOf, report(end, more)] } } };
}

const take = (row: ReturnType<typeof emptyRow>, inputs: Input[], now = NOW, asked = policy) =>
  step(row, inputs, asked, now, 'claim').row;
const together = (inputs: Input[]): Input[] => [inPairs(inputs)];
/** One after the other would copy all reports so far for each. */
function inPairs(inputs: Input[]): Input {
  const middle = inputs.length >> 1;
  return middle === 0 ? (inputs[0] as Input) : merge(inPairs(inputs.slice(0, middle)), inPairs(inputs.slice(middle)));
}
const counts = (facts: DigestFacts = {}) => countsBetween(facts, 0, NOW + DAY);

describe('the row of a digest', () => {
  it('drops reports older than the period before the last digest, also late ones', () => {
    const old = inputOf('old', Date.parse('2026-11-01T10:00:00Z'));
    const kept = inputOf('kept', Date.parse('2026-11-10T10:00:00Z'));
    const row = take(emptyRow(KEY), [old, kept]);
    expect(reportsOf(row.digest ?? {}).map(({ key }) => key.split('#').at(-1))).toEqual(['kept']);
    expect(take(row, [old]).digest).toEqual(row.digest);
    expect(row.digest?.stages).toEqual({
      'pipeline#123456789012#eu-central-1#shop-api': {
        Prod: [Date.parse('2026-11-01T10:00:00Z'), Date.parse('2026-11-01T09:50:00Z'), expect.any(String), 2],
      },
    });
  });

  it('keeps an end from two minutes before the period on, and an execution without an end for sixty days', () => {
    const first = Date.parse('2026-11-09T07:58:00Z');
    const running = (id: string, asOf: number) => inputOf(id, asOf, { state: 'STARTED', ends: [] }, asOf);
    const ended = [inputOf('ended', first), inputOf('ended-before', first - 1)];
    const lost = [running('running', NOW - 60 * DAY), running('lost', NOW - 60 * DAY - 1)];
    const row = take(emptyRow(KEY), [...ended, ...lost]);
    expect(Object.keys(row.digest?.executions ?? {}).sort()).toEqual([keyOf('ended'), keyOf('running')]);
  });

  it('keeps the newest report of an execution, in any order and number', () => {
    const [first, second] = [
      inputOf('a', NOW - HOUR, { state: 'FAILED' }, 1e12),
      inputOf('a', NOW - MINUTE, {}, 1.1e12),
    ];
    const row = take(emptyRow(KEY), [second, first, second]);
    expect(reportsOf(row.digest ?? {}).map((one) => one.report.state)).toEqual(['SUCCEEDED']);
    expect(take(take(emptyRow(KEY), [first]), [second]).digest).toEqual(row.digest);
  });

  it('keeps the stages of a pipeline once, from the execution that began last', () => {
    const of = (id: string, end: number, stages: string[], asOf = end) => inputOf(id, end, { stages }, asOf);
    const [first, second] = [of('a', NOW - 2 * HOUR, ['Staging', 'Prod']), of('b', NOW - HOUR, ['Staging', 'Live'])];
    const row = take(emptyRow(KEY), [second, first, of('late', NOW - 3 * HOUR, ['Old'], NOW)]);
    expect(row.digest?.structures).toEqual({
      'pipeline#123456789012#eu-central-1#shop-api': [NOW - HOUR - 10 * MINUTE, ['Staging', 'Live']],
    });
    expect(JSON.stringify(row.digest?.executions)).not.toContain('Staging');
    expect(take(row, [first, second]).digest).toEqual(row.digest);
    expect(unpack({ ...pack({ ...row, version: 1 }).body, pk: { S: KEY } }).digest).toEqual(row.digest);
  });

  it('stays unchanged and is never due again if the policy no longer has the digest', () => {
    const row = take(emptyRow(KEY), [inputOf('a', NOW - HOUR)]);
    expect(row.dueAt).toBe(Date.parse('2026-11-30T08:00:00Z'));
    const left = take(row, [], NOW, rules());
    expect([left.digest, left.ledger, left.dueAt]).toEqual([row.digest, row.ledger, undefined]);
  });

  it('keeps only counts of the oldest executions, each counted once, and fits an item', () => {
    const many = Array.from({ length: MOST_REPORTS + 700 }, (_, n) => {
      const end = Date.parse('2026-11-20T00:00:00Z') + n * 2 * MINUTE;
      const failed =
        n % 10 === 0 ? { failedAt: end - MINUTE, failed: [['throttling', end - MINUTE]] as [string, number][] } : {};
      return inputOf(`${crypto.randomUUID()}`, end, failed);
    });
    const half = many.length / 2;
    let row = take(emptyRow(KEY), together(many.slice(0, half)));
    row = take(row, together(many.slice(half - 200)));
    const expected = {
      executions: many.length,
      changes: many.length,
      failed: many.length / 10,
      deployed: many.length,
      rollbacks: 0,
      classes: { throttling: many.length / 10 },
    };
    expect(counts(row.digest)).toEqual(expected);
    expect(reportsOf(row.digest ?? {}).length).toBeLessThanOrEqual(MOST_REPORTS);
    // Duplicate reports of executions that are only counted. One of these was retried.
    row = take(row, together(many.slice(0, 300)));
    expect(counts(row.digest)).toEqual(expected);
    const byDay = deploymentsByDay(row.digest ?? {}, Date.parse('2026-11-20T00:00:00Z'), NOW, (at) =>
      Math.floor(at / DAY),
    );
    expect(byDay).toEqual([720, 720, 720, 540, 0, 0]);
    const again = NOW - HOUR;
    const key = Object.keys(many[0]?.type === 'reported' ? (many[0].digest.executions ?? {}) : {})[0] ?? '';
    const [first, deployed] = [
      Date.parse('2026-11-20T00:00:00Z'),
      (end: number): [string, number, number] => ['Prod', end, 2],
    ];
    const retried = { ends: [first, again], failedAt: first - MINUTE, deployed: [deployed(first), deployed(again)] };
    const failures = { failed: [['throttling', first - MINUTE]] as [string, number][] };
    row = take(row, [inputOf(key.split('#').at(-1) ?? '', again, { ...retried, ...failures }, again)]);
    expect(counts(row.digest)).toEqual({ ...expected, deployed: many.length + 1 });
    const more = Array.from({ length: 300 }, (_, n) => inputOf(`more${n}`, NOW - 2 * HOUR + n * 1_000));
    const grown = take(row, together(more));
    expect(reportsOf(grown.digest ?? {}).length).toBeLessThan(reportsOf(row.digest ?? {}).length + 300);
    expect(counts(grown.digest)).toMatchObject({ executions: many.length + 300, deployed: many.length + 301 });
    expect(counts(grown.digest)).toMatchObject({ failed: expected.failed, classes: expected.classes });
    const { body, row: packed } = pack({ ...row, version: 1 });
    expect(packed.digest).toEqual(row.digest);
    expect(body.packed?.B?.length).toBeLessThan(200_000);
    expect(unpack({ ...body, pk: { S: KEY } }).digest).toEqual(row.digest);
  });

  it('drops its oldest reports, but no counts, to fit an item', () => {
    const long = (n: number) =>
      Array.from({ length: 25 }, (_, k) => [`${crypto.randomUUID()}-${n}-${k}`, NOW, k] as [string, number, number]);
    const many = Array.from({ length: 600 }, (_, n) =>
      inputOf(`e${n}`, NOW - (600 - n) * MINUTE, { deployed: long(n) }),
    );
    const row = take(emptyRow(KEY), together(many));
    const { body, row: packed } = pack({ ...row, version: 1 });
    expect(body.packed?.B?.length).toBeLessThan(340_000);
    expect(counts(packed.digest)).toMatchObject({ executions: 600, changes: 600, deployed: 600 * 25 });
    expect(reportsOf(packed.digest ?? {}).length).toBeGreaterThan(100);
  });
});

describe('a row with its oldest period from 8:02', () => {
  const OLDEST = Date.parse('2026-11-16T08:02:00Z');
  const HORIZON = OLDEST - 2 * MINUTE;
  const tidy = (digest: DigestFacts, ledger: Outbox = {}, oldest: number | undefined = OLDEST) => {
    const route = { key: KEY, channel: 'C0ALL', name: 'all', turns: () => ({ oldest }), local: (at: number) => at };
    return tidied({ ...emptyRow(KEY), digest, ledger }, route, NOW);
  };
  const left = (digest: DigestFacts) => reportsOf(tidy(digest).digest ?? {}).map(({ key }) => key.split('#').at(-1));

  it('forgets the posts before it, and nothing else of its outbox', () => {
    const ledger: Outbox = {
      [postKey(KEY, OLDEST - 1)]: { doneAt: 1 },
      [postKey(KEY, OLDEST)]: { doneAt: 2 },
      'show:C0ALL': { doneAt: 3 },
    };
    expect(Object.values(tidy({}, ledger).ledger)).toEqual([{ doneAt: 2 }, { doneAt: 3 }]);
  });

  it('forgets the hours that ended before 8:00, and remembers until when it forgot', () => {
    const hour = { executions: 1, changes: 0, failed: 0, deployed: 0, rollbacks: 0, classes: {} };
    const hours = { [HORIZON - HOUR]: hour, [HORIZON]: hour };
    const { digest } = tidy({ hours, forgotten: HORIZON - 1 });
    expect(Object.keys(digest?.hours ?? {}).map(Number)).toEqual([HORIZON]);
    expect(digest?.forgotten).toBe(HORIZON);
    expect(tidy({ forgotten: HORIZON + 1 }).digest?.forgotten).toBe(HORIZON + 1);
    expect(tidy({}).digest).not.toHaveProperty('hours');
  });

  it('drops reports that are only counted, but none that waits', () => {
    const waits: Partial<ExecutionReport> = { waiting: ['Prod', 'Approve', HORIZON] };
    const facts = reported(['counted', HORIZON + 5], ['waits', HORIZON + 5, waits], ['newer', HORIZON + 6]);
    expect(left({ ...facts, upTo: HORIZON + 5 })).toEqual(['waits', 'newer']);
    expect(left(reported(['negative', -1], ['before', HORIZON - 1], ['first', HORIZON]))).toEqual(['first']);
  });

  it('keeps the first failure of a series that lasts, for ninety days', () => {
    const lasting = (asOf: number): DigestFacts => {
      const broken = report(HORIZON - DAY, { state: 'FAILED', failedAt: HORIZON - DAY });
      return { executions: { [keyOf('a')]: [asOf, broken] } };
    };
    expect(left(lasting(NOW - REMEMBERED))).toEqual(['a']);
    expect(left(lasting(NOW - REMEMBERED - 1))).toEqual([]);
  });

  it('keeps the first failure of a series that a kept success ended', () => {
    const fails = { state: 'FAILED', failedAt: HORIZON - DAY } as const;
    const broken = ['a', HORIZON - DAY, { began: 1, ...fails }] as const;
    expect(left(reported(broken, ['b', HORIZON, { began: 2 }]))).toEqual(['a', 'b']);
    expect(left(reported(broken, ['b', HORIZON - 1, { began: 2 }]))).toEqual([]);
  });

  it('keeps all details of 2,000 reports', () => {
    const all = (count: number) => {
      return reported(...Array.from({ length: count }, (_, n) => [`e${n}`, HORIZON + n] as const));
    };
    expect(tidy(all(MOST_REPORTS)).digest).not.toHaveProperty('upTo');
    expect(tidy(all(MOST_REPORTS + 1)).digest).toHaveProperty('upTo', HORIZON + 200);
  });
});

it('a route without an earlier digest forgets nothing', () => {
  const route = { key: KEY, channel: 'C0ALL', name: 'all', turns: () => ({}), local: (at: number) => at };
  const { digest, ledger } = tidied(
    { ...emptyRow(KEY), digest: reported(['a', 5]), ledger: { [postKey(KEY, 5)]: { doneAt: 5 } } },
    route,
    NOW,
  );
  expect(Object.keys(digest?.executions ?? {})).toEqual([keyOf('a')]);
  expect(Object.keys(digest ?? {}).sort()).toEqual(['begun', 'executions', 'looked']);
  expect(Object.keys(ledger)).toHaveLength(1);
});

describe('the last successes of dropped executions', () => {
  const DROPPED = NOW - 30 * DAY;
  const remembered = (inputs: Input[]) => {
    const { stages = {} } = take(emptyRow(KEY), together(inputs)).digest ?? {};
    return Object.keys(stages).map((key) => key.split('#').at(-1));
  };

  it('are forgotten with a pipeline whose newest one is ninety days older than the newest of all', () => {
    const last = DROPPED - REMEMBERED + 1;
    const deployed: ExecutionReport['deployed'] = [
      ['Staging', last - 1, 1],
      ['Prod', last, 2],
    ];
    const inputs = [inputOf('old/a', last - 1), inputOf('kept/b', last, { deployed }), inputOf('new/c', DROPPED)];
    expect(remembered(inputs)).toEqual(['new', 'kept']);
  });

  it('are those of the newest pipelines, and of equally new ones the first by name', () => {
    const newer = Array.from({ length: MOST_PIPELINES - 1 }, (_, n) => inputOf(`p${n}/a`, DROPPED + 1 + n));
    const equal = ['y', 'x', 'z'].map((pipeline) => inputOf(`${pipeline}/a`, DROPPED));
    const kept = remembered([...equal, ...newer]);
    expect(kept).toHaveLength(MOST_PIPELINES);
    expect([kept[0], kept.at(-1)]).toEqual([`p${MOST_PIPELINES - 2}`, 'x']);
  });

  it('are none where no stage deployed', () => {
    const { digest } = take(emptyRow(KEY), [inputOf('shop-web/a', DROPPED, { deployed: [] })]);
    expect([digest?.executions, digest?.stages]).toEqual([{}, undefined]);
  });

  it('stay beside those of executions that are dropped later', () => {
    const row = take(emptyRow(KEY), [inputOf('shop/a', DROPPED)]);
    const later = take(row, [inputOf('web/b', DROPPED + 1)]);
    expect(Object.keys(later.digest?.stages ?? {}).map((key) => key.split('#').at(-1))).toEqual(['web', 'shop']);
  });

  it('are those of the thirty newest stages of a pipeline', () => {
    const deployed = Array.from({ length: 31 }, (_, n): [string, number, number] => [`s${n}`, DROPPED + n, n]);
    const { stages } = take(emptyRow(KEY), [inputOf('shop/a', DROPPED, { deployed })]).digest ?? {};
    const names = Object.values(stages ?? {}).flatMap((one) => Object.keys(one));
    expect(names.sort()).toEqual(
      deployed
        .slice(1)
        .map(([name]) => name)
        .sort(),
    );
  });
});

describe('a digest', () => {
  const every = (cron: string) => rules(POLICY.replace('0 9 * * MON', cron).replace('Europe/Berlin', 'UTC'));
  const policies = { '10:00': every('0 10 * * *'), '10:30': every('30 10 * * *') };
  const at = (time: string) => Date.parse(`2026-11-25T${time}Z`);

  it.each([
    ['is posted', 'a worker looked just before its instant', '10:00', '09:59:59', '10:00:00', 1],
    ['is posted', 'a worker with the older policy looked just after its instant', '10:30', '10:09:59', '10:10:30', 1],
    ['of a new cron is not posted', 'workers had looked until its instant', '10:30', '10:10:00', '10:11:00', 0],
  ] as const)('%s if %s', (_, __, earlier, look, now, posts) => {
    const begun = take(emptyRow(KEY), [inputOf('a', NOW - DAY)], NOW - DAY, policies[earlier]);
    const looked = take(begun, [], at(look), policies[earlier]);
    const { effects } = step(looked, [], policies['10:00'], at(now), 'claim');
    expect(effects.filter(({ type }) => type === 'postDigest')).toHaveLength(posts);
  });

  it('saves a look once in ten minutes', () => {
    const lookedAt = (time: string) => take(looked, [], at(time), policies['10:30']);
    const looked = take(emptyRow(KEY), [], at('09:00:00'), policies['10:30']);
    expect(lookedAt('10:09:59')).toEqual(lookedAt('10:00:00'));
    expect(lookedAt('10:10:00')).not.toEqual(lookedAt('10:00:00'));
  });
});
