import { describe, expect, it } from 'vitest';
import { crowd, type Draw } from '../kit/crowd.ts';
import { median } from '../kit/median.ts';

/** For more samples: `crowd` takes any seed, and needs about a second for 60 executions. */
const drawn: Draw[] = [
  { seed: 13, executions: 60, failing: 0.3 },
  { seed: 3, executions: 120, failing: 0.1 },
  { seed: 5, executions: 60, failing: 0.5, channels: 3 },
  { seed: 6, executions: 40, failing: 0.2 },
];

describe('a burst', () => {
  it.each(drawn)(
    'reports failures before successes: $executions executions, $failing of them fail (seed $seed)',
    async (draw) => {
      const { failed, green, missing, isLimited } = lagsOf(await crowd(draw));
      expect(missing).toBe(0);
      expect(isLimited).toBe(draw.executions > 40);
      expect(median(failed)).toBeLessThan(median(green));
    },
  );
});

/** Seconds from the end of each execution until its report: a failure by its reply, a success by the first version of
 *  its message that shows it. A post about the start does not count. */
function lagsOf({ sent, ends, refused }: Awaited<ReturnType<typeof crowd>>) {
  const lags = { failed: [] as number[], green: [] as number[], missing: 0, isLimited: refused > 0 };
  for (const { id, at, status } of ends) {
    const own = sent.filter(({ executionId }) => executionId === id);
    const isFailed = status === 'Failed';
    const news = own.find(({ key, state }) => (isFailed ? /:failed@\d+$/.test(key) : state === 'SUCCEEDED'));
    if (!news) lags.missing++;
    else (isFailed ? lags.failed : lags.green).push((news.at - at) / 1000);
  }
  return lags;
}
