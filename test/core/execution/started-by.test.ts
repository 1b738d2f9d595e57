import { expect, it } from 'vitest';
import { absorb, type Execution, partialExecution, type Starter } from '../../../lib/core/execution/facts.ts';
import { startedBy } from '../../../lib/core/execution/failure-reason.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import { parseMessage } from '../../../lib/inbox/parse-message.ts';

const ref = { account: '111122223333', region: 'eu-central-1', pipeline: 'shop', executionId: 'e1' };
const role = 'arn:aws:sts::111122223333:assumed-role/signalbox-worker/signalbox';

function started(type: string, ...starters: Starter[]): string {
  const about = { trigger: { type, detail: role } };
  const notices = starters.map((starter, index) => notice({ ...starter, id: `c${index}`, at: index }));
  return startedBy(summarize(notices.reduce(absorb, partialExecution(ref, { about }))));
}

/** The notice as the queue delivers it. */
function notice(starter: Starter & { id: string; at: number }): Execution {
  const key = 'execution#111122223333#eu-central-1#shop#e1';
  const read = parseMessage(JSON.stringify({ signalbox: 'notice', key, starter }));
  if (read.type !== 'input' || read.input.type !== 'seen') throw new Error('The notice is not understood');
  expect(read.key).toBe(key);
  return read.input.execution;
}

const ann = { user: 'U0ANN', name: 'ann' };

it.each<[text: string, type: string, starters: Starter[]]>([
  ['started manually by signalbox', 'StartPipelineExecution', []],
  ['released by ann', 'StartPipelineExecution', [{ act: 'release', ...ann }]],
  ['rolled back by ann', 'ManualRollback', [{ act: 'rollback', ...ann }]],
  [
    'released by ann, retried by U0RAVI',
    'StartPipelineExecution',
    [
      { act: 'release', ...ann },
      { act: 'retry', user: 'U0RAVI' },
    ],
  ],
  ['started by a source change, retried by ann', 'Webhook', [{ act: 'retry', ...ann }]],
])('an execution is %s', (text, type, starters) => {
  expect(started(type, ...starters)).toBe(text);
});

it('an execution names its starters in the order of their commands, whatever their ids', () => {
  const order = (first: string, second: string, third: number) => {
    const at = (when: number, user: string): [number, Starter] => [when, { act: 'retry', user }];
    const startedFor = { [first]: at(1, 'U0ANN'), [second]: at(2, 'U0RAVI'), b: at(third, 'U0ZOE') };
    const about = { startedFor };
    return summarize(partialExecution(ref, { about })).startedFor?.map(({ user }) => user);
  };
  expect(order('z', 'a', 3)).toEqual(['U0ANN', 'U0RAVI', 'U0ZOE']);
  expect(order('z', 'c', 2)).toEqual(['U0ANN', 'U0ZOE', 'U0RAVI']);
  expect(summarize(partialExecution(ref, {})).startedFor).toBeUndefined();
});
