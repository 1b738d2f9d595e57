import { readFileSync } from 'node:fs';
import { readEvent } from '../lib/codepipeline/read/event.ts';
import { readPolicy } from '../lib/config/policy-file.ts';
import { type Execution, executionKey } from '../lib/core/execution/facts.ts';
import { summarize } from '../lib/core/execution/summary.ts';
import type { Input } from '../lib/core/model/input.ts';
import { emptyRow } from '../lib/core/model/row.ts';
import { step } from '../lib/core/step.ts';
import { times } from '../lib/policy/calendar/time-sources.ts';
import { rulesOf } from '../lib/policy/rules.ts';
import { render } from '../lib/slack/render/message.ts';

/** What the pure part costs, in units of parsing the same events' JSON. `node bench/step.ts` */

const text = readFileSync('events/sequences/failed-codebuild.json', 'utf8');
const { policy, version } = await readPolicy('infra/policy.yml');
const rules = rulesOf(policy, version, times);
const inputs = (JSON.parse(text) as unknown[]).map(
  (event): Input => ({ type: 'seen', execution: readEvent(event) as Execution }),
);
const [first] = inputs;
if (first?.type !== 'seen') throw new Error('There is no event');
const row = emptyRow(executionKey(first.execution.ref));
const known = step(row, inputs, rules, Date.now(), 'claim').row;
const shown = step(row, inputs, rules, Date.now(), 'claim').effects;
if (!known.execution) throw new Error('Nothing is known');
const summary = summarize(known.execution);

const work = {
  'parse the JSON': () => JSON.parse(text),
  'read the events': () => (JSON.parse(text) as unknown[]).map(readEvent),
  'one step with all events': () => step(row, inputs, rules, 0, 'claim'),
  'one step with an event known': () => step(known, inputs.slice(0, 1), rules, 0, 'claim'),
  'tell the story': () => known.execution && summarize(known.execution),
  'render the message': () => render(summary),
};
const ROUNDS = 7;
const TIMES = 2000;
const taken = new Map<string, number[]>();
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, run] of Object.entries(work)) {
    const began = process.hrtime.bigint();
    for (let time = 0; time < TIMES; time++) run();
    const us = Number(process.hrtime.bigint() - began) / 1e3 / TIMES;
    if (round > 0) taken.set(name, [...(taken.get(name) ?? []), us]);
  }
}
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const base = median(taken.get('parse the JSON') ?? []);
console.log(`${inputs.length} events, ${shown.length} effects`);
for (const [name, values] of taken) {
  console.log(
    `${name.padEnd(30)} ${(median(values) / base).toFixed(2).padStart(6)} × parsing (${median(values).toFixed(0)} µs)`,
  );
}
