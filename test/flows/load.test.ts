import { describe, expect, it } from 'vitest';
import type { WrittenPipeline } from '../../lab/codepipeline/declare.ts';
import { burst as burstOf } from '../kit/burst.ts';
import { isDeep } from '../kit/draws.ts';
import { executionsOf, markFor, messagesOf, passTo, quiet, testLab, until } from '../kit/lab.ts';
import { median } from '../kit/median.ts';

/** The complete local stack: queue, built worker, table, CodePipeline and Slack over their wire protocols. */
describe('the whole stack', () => {
  it('turns a burst of thirty events into one message, with no more updates than Slack allows', async () => {
    const lab = await testLab();
    try {
      lab.codepipeline.declare(burst);
      lab.codepipeline.push('burst', { id: 'c0ffee', message: 'All at once', author: 'Ann' });
      await quiet(lab);
      const posted = lab.slack.calls.filter(({ method }) => method === 'chat.postMessage');
      const updated = lab.slack.calls.filter(({ method }) => method === 'chat.update');
      expect(posted).toHaveLength(1);
      expect(updated.length).toBeLessThanOrEqual(5);
      expect(lab.slack.calls.filter(({ error }) => error === 'ratelimited')).toEqual([]);
      expect(messagesOf(lab).map(({ text }) => text)).toEqual([expect.stringMatching(/^✅ burst succeeded/)]);
    } finally {
      await lab.stop();
    }
  });

  it('reports executions beyond the limits of Slack later, and failures before successes', async () => {
    const lab = await testLab({ misfortune: { seed: 1, late: 0.2, twice: 0.1, by: 3_000 } });
    try {
      const lags = await burstOf(lab, { pipelines: 20, executions: 40, within: 20_000, fails: (n) => n % 7 === 6 });
      expect(lags.missing).toBe(0);
      const marks = messagesOf(lab).map(({ text }) => text[0]);
      expect(marks.filter((mark) => mark === '❌' || mark === '✅')).toHaveLength(40);
      expect(marks.filter((mark) => mark === '❌')).toHaveLength(5);
      expect(lab.slack.calls.some(({ error }) => error === 'ratelimited')).toBe(true);
      expect(median(lags.failed)).toBeLessThan(median(lags.green));
    } finally {
      await lab.stop();
    }
  });

  const many = isDeep ? 1_000 : 80;
  it(`reports ${many} executions within minutes, correctly and once each, even if workers are killed`, async () => {
    const misfortune = { seed: 7, late: 0.5, twice: 0.3, by: 5_000 };
    const lab = await testLab({ environments: 2, limits: 'none', misfortune });
    try {
      for (const pipeline of crowd()) lab.codepipeline.declare(pipeline);
      const kills = [0.05, 0.4, 0.7].map((share) => Math.floor(share * many));
      for (let n = 0; n < many; n++) {
        const name = `crowd-${n % 20}`;
        if (n % 7 === 0) lab.codepipeline.outcome(name, 'Build', 'compile', { state: 'Failed', summary: 'It broke' });
        lab.codepipeline.push(name, { id: `c${n}`, message: `Change ${n}`, author: 'Ann' });
        // Slack does not accept all of them in one minute, and a worker searches for a message among a thousand.
        if (n % 100 === 99) await passTo(lab, lab.clock.now() + 20_000);
        if (n === kills[0]) {
          kills.shift();
          // During the work of others.
          const last = lab.slack.calls.at(-1);
          await until(lab, () => lab.slack.calls.at(-1) !== last);
          lab.worker.kill();
        }
      }
      await quiet(lab);

      const executions = executionsOf(lab);
      const messages = messagesOf(lab);
      expect(executions).toHaveLength(many);
      expect(messages).toHaveLength(many);
      const texts = new Map(messages.map(({ execution, text }) => [execution, text]));
      const untrue = executions.filter(({ id, status }) => !texts.get(id)?.startsWith(markFor[status] ?? 'none'));
      expect(untrue).toEqual([]);
    } finally {
      await lab.stop();
    }
  });
});

const instant = (name: string) => ({ name, provider: 'CodeBuild', takes: '1ms' });

/** 30 events within milliseconds: two for the pipeline, two for each of three stages, two for each of eleven actions. */
const burst: WrittenPipeline = {
  name: 'burst',
  stages: [
    { name: 'Source', actions: [{ name: 'Checkout', provider: 'CodeStarSourceConnection', takes: '1ms' }] },
    { name: 'Build', actions: ['a', 'b', 'c', 'd', 'e'].map(instant) },
    { name: 'Test', actions: ['f', 'g', 'h', 'i', 'j'].map(instant) },
  ],
};

function crowd(): WrittenPipeline[] {
  return Array.from({ length: 20 }, (_, n) => ({
    name: `crowd-${n}`,
    mode: 'PARALLEL',
    stages: [
      { name: 'Source', actions: [{ name: 'Checkout', provider: 'CodeStarSourceConnection', takes: '1s' }] },
      { name: 'Build', actions: [{ name: 'compile', provider: 'CodeBuild', takes: '20s' }] },
      { name: 'Deploy', actions: [{ name: 'roll-out', provider: 'CodeDeploy', takes: '10s' }] },
    ],
  }));
}
