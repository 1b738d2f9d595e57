import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Breaker,
  type Passing,
  pass,
  probed,
  release,
  troubled,
} from '../../../lib/core/retry/circuit-breaker.ts';
import { fingerprintOf } from '../../../lib/core/retry/failure-fingerprint.ts';

const MINUTE = 60_000;
const NOW = 10_000 * MINUTE;
const limits = { sameSignature: 3, within: 15 * MINUTE, open: 30 * MINUTE };

/** A breaker with its state. Times are minutes; a pipeline is a letter, which is also its key. */
function play(start: Breaker = {}, asked = limits) {
  let known = start;
  return {
    breaker: () => known,
    ask(
      pipeline: string,
      minute: number,
      more: { failedAt?: number; signatures?: string[]; key?: string } = {},
    ): Passing {
      const { failedAt = minute, signatures = ['s'], key = pipeline } = more;
      const passage = { key, pipeline, signatures, failedAt: NOW + failedAt * MINUTE };
      const passing = pass(known, passage, asked, NOW + minute * MINUTE);
      known = passing.breaker;
      return passing;
    },
    fails(pipeline: string, minute: number, signatures = ['s']) {
      const trouble = { pipeline, signatures, failedAt: NOW + minute * MINUTE };
      known = troubled(known, trouble, asked, NOW + minute * MINUTE);
    },
    report(key: string, succeeded: boolean, minute: number) {
      known = probed(known, key, succeeded, NOW + minute * MINUTE);
    },
    release(key: string) {
      known = release(known, key);
    },
  };
}

const until = (minute: number) => NOW + minute * MINUTE;

describe('a breaker', () => {
  it('opens if enough pipelines fail with the same cause', () => {
    const breaker = play();
    expect(breaker.ask('a', 0).passes).toBe(true);
    expect(breaker.ask('b', 5).passes).toBe(true);
    expect(breaker.ask('c', 10)).toMatchObject({
      passes: false,
      until: until(40),
      because: `3 pipelines failed with the same cause within 15 min. Automatic retries are paused until ${new Date(until(40)).toISOString().slice(0, 16).replace('T', ' ')} UTC.`,
    });
    expect(breaker.ask('d', 39)).toMatchObject({ passes: false, until: until(40) });
  });

  it('holds a failure of several causes until the last of them is open again', () => {
    const breaker = play();
    for (const name of ['a', 'b', 'c']) breaker.fails(name, 0, ['s']);
    for (const name of ['a', 'b', 'c']) breaker.fails(name, 9, ['t']);
    for (const signatures of [
      ['s', 't'],
      ['t', 's'],
    ])
      expect(breaker.ask('d', 10, { signatures })).toMatchObject({ passes: false, until: until(39) });
  });

  it('lets one retry through as a probe of what was open, and of nothing else', () => {
    const breaker = play();
    for (const name of ['a', 'b', 'c']) breaker.fails(name, 0, ['s']);
    breaker.fails('a', 25, ['t']);
    expect(breaker.ask('d', 31, { signatures: ['s', 't'] }).passes).toBe(true);
    expect(breaker.breaker()).toMatchObject({ s: { probe: { key: 'd', at: until(31) } } });
    expect(breaker.breaker().t?.probe).toBeUndefined();
    // The same retry asks again, and stays the probe that it was.
    expect(breaker.ask('d', 33, { signatures: ['s', 't'], failedAt: 31 }).passes).toBe(true);
    expect(breaker.breaker().s?.probe?.at).toBe(until(31));
  });

  it('opens with the failures, before any retry request', () => {
    const breaker = play();
    for (const [minute, name] of ['a', 'b', 'c'].entries()) breaker.fails(name, minute);
    expect(breaker.ask('a', 3, { failedAt: 0 })).toMatchObject({ passes: false, until: until(32) });
    const again = play();
    for (const [minute, name] of ['a', 'b', 'a', 'b'].entries()) again.fails(name, minute);
    for (const name of ['b', 'c']) again.fails(name, 3, ['other']);
    expect(again.ask('a', 4, { failedAt: 2 }).passes).toBe(true);
  });

  it('stays closed for repeated failures of one pipeline, for different causes, and for failures far apart', () => {
    const often = play();
    for (let n = 0; n < 20; n++) expect(often.ask('a', n, { key: `a${n}` }).passes).toBe(true);
    const other = play();
    for (const name of ['a', 'b', 'c', 'd']) expect(other.ask(name, 0, { signatures: [name] }).passes).toBe(true);
    const apart = play();
    for (const [n, name] of ['a', 'b', 'c', 'd', 'e'].entries()) expect(apart.ask(name, n * 8).passes).toBe(true);
  });

  it('counts the times of failures, not of retry requests', () => {
    const breaker = play();
    breaker.ask('a', 10, { failedAt: 0 });
    breaker.ask('b', 60, { failedAt: 1 });
    expect(breaker.ask('c', 120, { failedAt: 2 }).passes).toBe(false);
  });

  it('passes one retry after the open period, and holds the others until its end', () => {
    const breaker = outage();
    expect(breaker.ask('c', 40)).toMatchObject({ passes: true });
    expect(breaker.ask('c', 41)).toMatchObject({ passes: true });
    expect(breaker.ask('d', 41)).toMatchObject({
      passes: false,
      until: until(43),
      because: 'After an outage, one retry goes first. The others wait for its result.',
    });
    breaker.report('c', true, 45);
    expect(breaker.breaker()).toEqual({ s: { trouble: {}, closedAt: until(45) } });
    // Failures from before the end of the outage cause no new outage.
    for (const name of ['d', 'e', 'f', 'g']) expect(breaker.ask(name, 46, { failedAt: 44 }).passes).toBe(true);
  });

  it('opens again if this retry fails', () => {
    const breaker = outage();
    breaker.ask('c', 40);
    breaker.report('c', false, 45);
    expect(breaker.ask('d', 74)).toMatchObject({ passes: false, until: until(75) });
    expect(breaker.ask('d', 75).passes).toBe(true);
  });

  it('ignores the results of other retries', () => {
    const breaker = outage();
    breaker.report('a', true, 20);
    expect(breaker.ask('d', 21).passes).toBe(false);
    breaker.ask('c', 40);
    breaker.report('b', true, 41);
    expect(breaker.ask('d', 42).passes).toBe(false);
  });

  it('passes another retry if the first has no result after the open period, or was released', () => {
    const withoutResult = outage();
    withoutResult.ask('c', 40);
    expect(withoutResult.ask('d', 69)).toMatchObject({ passes: false, until: until(70) });
    expect(withoutResult.ask('d', 70).passes).toBe(true);
    expect(withoutResult.ask('e', 71).passes).toBe(false);
    const givenBack = outage();
    givenBack.ask('c', 40);
    givenBack.release('c');
    expect(givenBack.ask('d', 41).passes).toBe(true);
    expect(givenBack.ask('e', 41).passes).toBe(false);
  });

  it('remembers an outage for two open periods', () => {
    const breaker = outage();
    expect(breaker.ask('d', 62).passes).toBe(true);
    expect(breaker.ask('e', 62).passes).toBe(false);
  });

  it('forgets an outage after two open periods without a request', () => {
    const breaker = outage();
    expect(breaker.ask('d', 71).passes).toBe(true);
    expect(breaker.ask('e', 71).passes).toBe(true);
  });

  it('holds failures with several causes during an outage of one, and uses no probe of the others', () => {
    const breaker = outage();
    for (const name of ['x', 'y', 'z']) breaker.ask(name, 20, { signatures: ['t'] });
    expect(breaker.ask('c', 40, { signatures: ['s', 't'] })).toMatchObject({ passes: false, until: until(50) });
    expect(breaker.ask('d', 41).passes).toBe(true);
  });

  it('never holds a failure without a known cause', () => {
    expect(outage().ask('d', 12, { signatures: [] }).passes).toBe(true);
  });

  function outage() {
    const breaker = play();
    for (const name of ['a', 'b', 'c']) breaker.ask(name, 10);
    return breaker;
  }

  const turn = fc.record({
    what: fc.constantFrom('ask', 'ask', 'ask', 'succeeds', 'fails', 'release'),
    who: fc.constantFrom(...'abcdefgh'),
    later: fc.nat({ max: 12 }),
  });
  it('passes no retry while it is open, then one at a time until one succeeds', () => {
    const seen = { held: 0, probes: 0 };
    fc.assert(
      fc.property(
        fc.array(turn, { minLength: 10, maxLength: 60 }),
        fc.integer({ min: 2, max: 4 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        (turns, sameSignature, within, open) => {
          const breaker = play({}, { sameSignature, within: within * MINUTE, open: open * MINUTE });
          let minute = 0;
          const failed = new Map<string, number>();
          for (const { what, who, later } of turns) {
            minute += later;
            const before = breaker.breaker().s;
            if (what === 'release') breaker.release(`${who}`);
            if (what === 'succeeds' || what === 'fails') breaker.report(who, what === 'succeeds', minute);
            if (what !== 'ask') continue;
            failed.set(who, minute);
            const passing = breaker.ask(who, minute);
            const after = breaker.breaker().s;
            const at = until(minute);
            const isForgotten = before?.openedAt !== undefined && after?.openedAt !== before.openedAt;
            if (before?.openedAt !== undefined && !isForgotten) {
              const isProbe = before.probe?.key === who;
              if (at < before.openedAt + open * MINUTE && !isProbe) expect(passing.passes).toBe(false);
              const isProbing = before.probe && at < before.probe.at + open * MINUTE;
              if (isProbing && !isProbe) expect(passing.passes).toBe(false);
              if (passing.passes) expect(after?.probe?.key).toBe(who);
              seen[passing.passes ? 'probes' : 'held'] += 1;
            }
            // It opens only for different pipelines, all within the period.
            if (before?.openedAt === undefined && after?.openedAt !== undefined) {
              const lately = [...failed.values()].filter((when) => when > minute - within);
              expect(lately.length).toBeGreaterThanOrEqual(sameSignature);
              expect(passing.passes).toBe(false);
            }
            if (!passing.passes) expect(passing.until).toBeGreaterThan(at);
          }
        },
      ),
      { numRuns: 2_000 },
    );
    expect(seen.held).toBeGreaterThan(1_000);
    expect(seen.probes).toBeGreaterThan(100);
  });

  it('stays small enough for an item, and keeps open breakers', () => {
    const breaker = outage();
    for (let n = 0; n < 3_000; n++) {
      const signature = `${n % 300} ${'x'.repeat(190)}`;
      const pipeline = `pipeline#123456789012#eu-central-1#${n}${'y'.repeat(96)}`;
      breaker.ask(pipeline, 11, { signatures: [signature] });
    }
    expect(JSON.stringify(breaker.breaker()).length).toBeLessThan(390_000);
    expect(breaker.ask('d', 12).passes).toBe(false);
  });
});

describe('the row of the breakers', () => {
  const few = { ...limits, sameSignature: 99 };
  const noted = (circuit: Breaker[string], failedAt: number, pipeline = 'a', now = NOW) =>
    troubled({ s: circuit }, { pipeline, signatures: ['s'], failedAt }, few, now).s;

  it('counts no failure from before the end of an outage', () => {
    const closed = { trouble: {}, closedAt: NOW };
    expect(noted(closed, NOW)).toEqual(closed);
    expect(noted(closed, NOW + 1)).toEqual({ ...closed, trouble: { a: NOW + 1 } });
  });

  it('has the last failure of each pipeline, and those of 20 pipelines', () => {
    expect(noted({ trouble: { a: NOW - 5, b: NOW } }, NOW - 9)).toEqual({ trouble: { a: NOW - 5, b: NOW } });
    expect(noted({ trouble: { a: NOW - 5 } }, NOW - 2)).toEqual({ trouble: { a: NOW - 2 } });
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`p${n}`, NOW + n]));
    const { p0: _, ...kept } = many;
    expect(noted({ trouble: many }, NOW + 50)).toEqual({ trouble: { ...kept, a: NOW + 50 } });
  });

  it('forgets an outage later than two open periods after it began', () => {
    const open = { trouble: { b: NOW - 1 }, openedAt: NOW - 2 * limits.open };
    expect(noted(open, NOW)).toEqual({ trouble: { a: NOW, b: NOW - 1 }, openedAt: open.openedAt });
    expect(noted(open, NOW, 'a', NOW + 1)).toEqual({ trouble: { a: NOW } });
  });

  it('has 60 causes: those of outages, then those of the last failures and ends of outages', () => {
    const old = (n: number): [string, Breaker[string]] => [`old ${n}`, { trouble: { a: n + 1 } }];
    const lasting: Breaker = {
      open: { trouble: { a: 0 }, openedAt: 1 },
      'also open': { trouble: {}, openedAt: 2 },
      closed: { trouble: {}, closedAt: NOW },
      late: { trouble: { a: 0, b: NOW } },
    };
    const all = { ...Object.fromEntries(Array.from({ length: 60 }, (_, n) => old(n))), ...lasting };
    const found = probed(troubled(all, { pipeline: 'a', signatures: ['new'], failedAt: NOW }, few, 5), 'x', true, 5);
    const kept = Array.from({ length: 55 }, (_, n) => `old ${n + 5}`);
    expect(Object.keys(found).sort()).toEqual([...Object.keys(lasting), 'new', ...kept].sort());
  });
});

describe('the fingerprint of a failure', () => {
  const of = (because: string, provider = 'CodeBuild') => fingerprintOf({ class: 'throttling', because }, provider);

  it.each([
    [
      'The API refused: "Rate exceeded (Request ID: 0a1b2c3d-0000-4000-8000-0123456789ab)".',
      'The API refused: "Rate exceeded (Request ID: ffffffff-1111-4111-8111-111111111111)".',
    ],
    [
      'It answered: "GET https://npm.example.com/a/b?x=1: 503".',
      'It answered: "GET https://npm.example.com/left-pad: 503".',
    ],
    ['No answer: "connect ECONNREFUSED 10.0.3.17:443".', 'No answer: "connect ECONNREFUSED 10.20.30.40:8443".'],
    [
      'Throttled: "arn:aws:states:eu-central-1:111122223333:execution:a:b".',
      'Throttled: "arn:aws:states:us-east-1:444455556666:execution:c:d".',
    ],
    [
      'No image: "111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop:abc1234".',
      'No image: "444455556666.dkr.ecr.eu-central-1.amazonaws.com/search:v2".',
    ],
    ['Lost: "commit 3f2a9bc0d1 after 12 s".', 'Lost: "commit  9e8d7c6b5a4f after 7 s".'],
  ])('is the same for %s and %s', (one, other) => {
    expect(of(one)).toBe(of(other));
  });

  it.each([
    ['GET https://npm.example.com/a: 503', 'GET https://pypi.example.com/a: 503'],
    ['Rate exceeded', 'Too many builds'],
    ['Host npm.example.com is down', 'Host git.example.com is down'],
  ])('differs for %s and %s', (one, other) => {
    expect(of(one)).not.toBe(of(other));
  });

  it('differs by class and by provider', () => {
    expect(of('x', 'CodeBuild')).not.toBe(of('x', 'CodeDeploy'));
    expect(fingerprintOf({ class: 'capacity', because: 'x' }, 'CodeBuild')).not.toBe(of('x'));
  });

  it('is a text without what changes from run to run', () => {
    expect(of('  Rate  exceeded for  12 builds ')).toBe('throttling|CodeBuild|rate exceeded for # builds');
    expect(fingerprintOf({ class: 'capacity', because: 'Full' })).toBe('capacity||full');
    expect(of(`arn:aws:s3:::${'a'.repeat(600)} is gone`)).toBe('throttling|CodeBuild|arn');
  });

  it('is short for any text', () => {
    expect(of('abc '.repeat(5_000)).length).toBeLessThanOrEqual(200);
    expect(of('a-'.repeat(50_000)).length).toBeLessThanOrEqual(200);
  });
});
