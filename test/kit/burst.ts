import type { Lab } from '../../lab/lab.ts';
import { executionsOf, messagesOf, passTo, quiet } from './lab.ts';

export interface Burst {
  pipelines: number;
  executions: number;
  /** Milliseconds in which they start. */
  within: number;
  /** Selects the executions that fail. */
  fails: (n: number) => boolean;
}

/** Starts many executions in a short time. @returns seconds from the end of each execution until its report: the reply
 *  about a failure, or the first version of the message that shows a success. */
export async function burst(lab: Lab, { pipelines, executions, within, fails }: Burst) {
  for (let n = 0; n < pipelines; n++) {
    lab.codepipeline.declare({
      name: `burst-${n}`,
      mode: 'PARALLEL',
      stages: [
        { name: 'Source', actions: [{ name: 'Checkout', provider: 'CodeStarSourceConnection', takes: '1s' }] },
        { name: 'Build', actions: [{ name: 'compile', provider: 'CodeBuild', takes: '2s' }] },
        { name: 'Deploy', actions: [{ name: 'roll-out', provider: 'CodeDeploy', takes: '2s' }] },
      ],
    });
  }
  const start = lab.clock.now();
  for (let n = 0; n < executions; n++) {
    await passTo(lab, start + Math.floor((n * within) / executions));
    const name = `burst-${n % pipelines}`;
    if (fails(n)) lab.codepipeline.outcome(name, 'Build', 'compile', { state: 'Failed', summary: 'It broke' });
    lab.codepipeline.push(name, { id: `b${n}`, message: `Change ${n}`, author: 'Ann' });
  }
  await quiet(lab);

  const messages = new Map(messagesOf(lab).map((message) => [message.execution, message]));
  const lags = { failed: [] as number[], green: [] as number[], missing: 0 };
  for (const { id, status, updatedAt } of executionsOf(lab)) {
    const message = messages.get(id);
    const at = status === 'Failed' ? secondsOf(message?.replies[0]?.ts) : successOf(lab, id, message?.ts);
    if (at === undefined) lags.missing += 1;
    else (status === 'Failed' ? lags.failed : lags.green).push(at - updatedAt / 1000);
  }
  return lags;
}

function secondsOf(ts: string | undefined): number | undefined {
  return ts === undefined ? undefined : Number(ts);
}

function successOf(lab: Lab, execution: string, ts: string | undefined): number | undefined {
  const call = lab.slack.calls.find(({ ok, args }) => {
    const isAbout = args.ts === ts || JSON.stringify(args.metadata ?? '').includes(execution);
    return ok && isAbout && String(args.text).startsWith('✅');
  });
  return call && call.at / 1000;
}
