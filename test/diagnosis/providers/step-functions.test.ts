import { describe, expect, it } from 'vitest';
import { readRecording } from '../../../lab/providers/recording.ts';
import { readCause } from '../../../lib/diagnosis/providers/step-functions/cause.ts';
import { History, lastPoint } from '../../../lib/diagnosis/providers/step-functions/history.ts';
import { stepFunctions } from '../../../lib/diagnosis/providers/step-functions/step-functions.ts';
import { actionOf, ask } from '../../kit/provider.ts';
import { troubles } from '../trouble.ts';
import { denied, recordingWith } from '../weather.ts';

describe('a failed execution', () => {
  it('is explained by its state, the error of the function and its trace', async () => {
    const { finding, asked, missing } = await ask(stepFunctions, 'step-functions.function-error');
    expect(finding).toMatchObject({
      cause: 'State `Charge` failed: CardError: The card of order 4711 was declined',
      codes: ['CardError', 'FAILED'],
      phase: 'Charge',
    });
    expect(finding?.evidence).toContain('    at charge (/var/task/charge.js:41:11)');
    expect(asked).toEqual(['DescribeExecution', 'GetExecutionHistory']);
    expect(missing).toEqual([]);
  });

  it('is explained by the container of its task', async () => {
    const { finding } = await ask(stepFunctions, 'step-functions.task-memory');
    expect(finding?.cause).toBe(
      'State `Import` failed: Container `import` exited with code 137: OutOfMemoryError: Container killed due to memory usage',
    );
    expect(finding?.codes.slice(0, 2)).toEqual(['OutOfMemoryError', 'EssentialContainerExited']);
  });

  it('is explained by the build in a nested state machine', async () => {
    const { finding } = await ask(stepFunctions, 'step-functions.nested-build');
    expect(finding?.cause).toMatch(
      /^State `Verify` failed: build phase BUILD: Error while executing command: npm test/,
    );
    expect(finding?.codes[0]).toBe('COMMAND_EXECUTION_ERROR');
  });

  it('is explained by its history if it has no cause, with the state of the failed task', async () => {
    const { finding } = await ask(stepFunctions, 'step-functions.no-cause');
    expect(finding?.cause).toBe(
      'State `Mail` failed: SNS.AuthorizationErrorException: User is not authorized to perform: SNS:Publish',
    );
    expect(finding?.codes).toContain('SNS.AuthorizationErrorException');
  });

  it('is explained by the error caught before a Fail state', async () => {
    const { finding } = await ask(stepFunctions, 'step-functions.fail-state');
    expect(finding).toMatchObject({
      cause: 'State `Give up` failed: CardError: The card of order 4711 was declined',
      codes: ['CardError', 'OrderFailed', 'FAILED'],
    });
  });

  it('reports its duration and its state at the timeout', async () => {
    const { finding } = await ask(stepFunctions, 'step-functions.timed-out');
    expect(finding).toMatchObject({
      cause: 'The execution timed out after 3 min 55 s in state `Await approval`',
      codes: ['States.Timeout', 'TIMED_OUT'],
    });
  });

  it('reports that it was stopped, and the reason', async () => {
    const { finding } = await ask(stepFunctions, 'step-functions.aborted');
    expect(finding?.cause).toBe('The execution was stopped in state `Charge`: Manual: Wrong input, will start again');
  });

  it('has no finding if it succeeded', async () => {
    const { finding, asked } = await ask(stepFunctions, 'step-functions.succeeded');
    expect([finding, asked]).toEqual([undefined, ['DescribeExecution']]);
  });
});

describe('unreadable data', () => {
  it.each(troubles('json', 'ExecutionDoesNotExist'))(
    'is reported as missing when Step Functions is $name',
    async ({ listener, patience = 300_000, reported }) => {
      const { finding, missing } = await ask(stepFunctions, 'step-functions.function-error', { listener, patience });
      expect(finding).toBeUndefined();
      expect(missing[0]).toMatch(reported);
      expect(missing).toEqual([expect.stringMatching(/^the execution: /)]);
    },
  );

  it('of the history leaves the error without its state', async () => {
    const recording = denied('step-functions.function-error', 'GetExecutionHistory');
    const { finding, missing } = await ask(stepFunctions, recording);
    expect(finding?.cause).toBe('The execution failed: CardError: The card of order 4711 was declined');
    expect(missing[0]).toContain("the execution's history: AccessDeniedException");
  });

  it('is not requested without an execution', async () => {
    const { asked, finding } = await ask(
      stepFunctions,
      recordingWith('step-functions.function-error', { externalId: 'not an ARN' }),
    );
    expect([asked, finding]).toEqual([[], undefined]);
  });
});

describe('an unusual answer', () => {
  const action = actionOf(readRecording('events/providers/step-functions.function-error.json'));

  it('explains nothing if it is empty', () => {
    expect(stepFunctions.explain({}, action)).toBeUndefined();
    expect(stepFunctions.explain({ execution: { status: 'PAUSED' } }, action)).toBeUndefined();
  });

  it('reports that the execution is still running after the action', () => {
    const finding = stepFunctions.explain({ execution: { status: 'RUNNING' } }, action);
    expect(finding?.cause).toBe('The execution is still running; the action ended first');
  });

  it.each(['', '{', '[]', 'null', '{"errorMessage":7}', '{"Containers":[{}],"Build":{"Phases":"none"}}'])(
    'with the cause %j is read as text',
    (cause) => {
      expect(readCause(cause).codes).toEqual([]);
    },
  );

  it('with a history that refers to itself is read without a loop', () => {
    const events = [
      { id: 3, previousEventId: 3, type: 'TaskFailed', taskFailedEventDetails: { error: 'E' } },
      { id: 2, previousEventId: 9, type: 'BrandNew' },
      'not an event',
    ];
    expect(lastPoint(History.parse({ events }).events)).toEqual({ state: undefined, error: 'E', cause: undefined });
    expect(lastPoint([])).toBeUndefined();
  });
});
