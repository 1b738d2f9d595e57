import { readEvent } from '../lib/codepipeline/read/event.ts';
import { readPolicy } from '../lib/config/policy-file.ts';
import { type Execution, executionKey, partialExecution } from '../lib/core/execution/facts.ts';
import { emptyRow } from '../lib/core/model/row.ts';
import { step } from '../lib/core/step.ts';
import { times } from '../lib/policy/calendar/time-sources.ts';
import { rulesOf } from '../lib/policy/rules.ts';
import { pack, unpack } from '../lib/store/pack-row.ts';
import { bigRun } from '../test/kit/big-run.ts';

/** How much longer one event takes when the pipeline is larger: read the row, take the event in, plan, and pack the row
 *  again. As ratios, because machines differ; twice the actions should be about twice the time. `node bench/pipeline-size.ts` */

const ROUNDS = 9;
const { policy, version } = await readPolicy('infra/policy.yml');
const rules = rulesOf(policy, version, times);
let before: number | undefined;
for (const stages of [6, 12, 25, 50]) {
  const names = { name: (what: string) => what, summary: () => 'Succeeded', url: () => 'https://example.com' };
  const events = [...bigRun({ stages, actions: 50, runs: 1, ...names })].map(
    ({ event }) => readEvent(event) as Execution,
  );
  const last = events.pop() as Execution;
  const known = partialExecution(last.ref, { facts: events.flatMap(({ facts }) => Object.values(facts)) });
  const row = emptyRow(executionKey(last.ref));
  const { body } = pack(step(row, [{ type: 'seen', execution: known }], rules, Date.now(), 'claim').row);
  const taken = Array.from({ length: ROUNDS }, () => {
    const began = process.hrtime.bigint();
    pack(step(unpack(body), [{ type: 'seen', execution: last }], rules, Date.now(), 'claim').row);
    return Number(process.hrtime.bigint() - began) / 1e6;
  });
  const median = taken.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
  const ratio = before === undefined ? '' : `, ${(median / before).toFixed(1)} × the time of half the actions`;
  console.log(`${stages * 50} actions: ${median.toFixed(0)} ms an event${ratio}`);
  before = median;
}
