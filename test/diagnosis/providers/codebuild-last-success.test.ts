import { expect, it } from 'vitest';
import { type Recording, readRecording } from '../../../lab/providers/recording.ts';
import { codebuild } from '../../../lib/diagnosis/providers/codebuild/codebuild.ts';
import { ask } from '../../kit/provider.ts';

const recorded = readRecording('events/providers/codebuild.last-success.json');
const CAUSE = '`npm run test:contracts` failed in BUILD: ';
const USUAL = 'Error: getaddrinfo ENOTFOUND stub.invalid (as the offline contract expects)';

/** The recording with other answers to some operations. */
function answering(operation: string, change: (body: unknown, turn: number) => unknown): Recording {
  let turn = 0;
  const calls = recorded.calls.map((call) =>
    call.operation === operation ? { ...call, body: change(call.body, turn++) } : call,
  );
  return { ...recorded, calls };
}

it('a line from the last successful build too is not the reason', async () => {
  const { finding, asked, missing } = await ask(codebuild, recorded, { isGenerous: true });
  expect(finding?.cause).toBe(`${CAUSE}price contract violated: field \`total\` is a string`);
  expect(finding?.evidence).toEqual(['price contract violated: field `total` is a string']);
  expect(asked).toEqual(['BatchGetBuilds', 'GetLogEvents', 'ListActionExecutions', 'GetLogEvents']);
  expect(missing).toEqual([]);
});

it('without the policy, no second log is read', async () => {
  const { finding, asked } = await ask(codebuild, recorded);
  expect(finding?.cause).toBe(`${CAUSE}${USUAL}`);
  expect(asked).toEqual(['BatchGetBuilds', 'GetLogEvents']);
});

it.each<[string, Recording]>([
  ['has another form', answering('ListActionExecutions', () => ({ actionExecutionDetails: 'none' }))],
  ['has no success', answering('ListActionExecutions', () => ({ actionExecutionDetails: [] }))],
  [
    'is refused',
    { ...recorded, calls: recorded.calls.filter(({ operation }) => operation !== 'ListActionExecutions') },
  ],
  [
    'has only successes of another project',
    answering('ListActionExecutions', (body) => JSON.parse(JSON.stringify(body).replaceAll('"shop:', '"toys:'))),
  ],
])('nothing changes and nothing is missing if the list %s', async (_, recording) => {
  const { finding, asked, missing } = await ask(codebuild, recording, { isGenerous: true });
  expect(finding?.cause).toBe(`${CAUSE}${USUAL}`);
  expect(asked.slice(0, 2)).toEqual(['BatchGetBuilds', 'GetLogEvents']);
  expect(asked).toHaveLength(3);
  expect(missing).toEqual([]);
});

it.each<[string, (body: unknown) => unknown]>([
  ['is empty', () => ({ events: [] })],
  ['has the failure too', (body) => body],
])('nothing changes if the log of the success %s', async (_, green) => {
  const [, , failed] = recorded.calls;
  const recording = answering('GetLogEvents', (body, turn) => (turn === 0 ? body : green(failed?.body)));
  const { finding } = await ask(codebuild, recording, { isGenerous: true });
  expect(finding?.cause).toBe(`${CAUSE}${USUAL}`);
});

it('a diagnosis makes at most five calls', async () => {
  const tests = readRecording('events/providers/codebuild.tests-failed.json');
  const { asked } = await ask(codebuild, tests, { isGenerous: true });
  expect(asked).toHaveLength(4);
});
