import { describe, expect, it } from 'vitest';
import { classify } from '../../../lib/diagnosis/classify/classify.ts';
import { lambda } from '../../../lib/diagnosis/providers/lambda/lambda.ts';
import { actionOf, ask } from '../../kit/provider.ts';
import { troubles } from '../trouble.ts';
import { recordingWith } from '../weather.ts';

describe('a function invoked by CodePipeline', () => {
  it('is quoted if it reported, without calls', async () => {
    const { finding, asked } = await ask(lambda, 'lambda.reported');
    expect(finding).toMatchObject({
      cause: 'Function `smoke-test` reported: GET https://shop.example/health answered 503 instead of 200',
      codes: [],
    });
    expect(asked).toEqual([]);
  });

  it('never reported if it timed out', async () => {
    const { finding, asked } = await ask(lambda, 'lambda.timed-out');
    expect(finding).toMatchObject({
      cause:
        'Function `smoke-test` never reported success or failure to CodePipeline: Task timed out after 3.00 seconds',
      codes: ['Sandbox.Timedout'],
    });
    expect(asked).toEqual(['FilterLogEvents']);
  });

  it('never reported if it has no permission to report', async () => {
    const { finding } = await ask(lambda, 'lambda.may-not-report');
    expect(finding?.cause).toMatch(/never reported .*: User: .* is not authorized to perform: codepipeline:PutJob/);
    expect(finding?.codes).toContain('AccessDeniedException');
  });

  it('did not report if CodePipeline could not invoke it', async () => {
    const { finding } = await ask(lambda, 'lambda.not-invoked');
    expect(finding?.cause).toMatch(/^The provided role is not authorized to perform: lambda:InvokeFunction/);
    expect(finding?.codes).toEqual(['PermissionError']);
  });

  it('may report a timeout itself', async () => {
    const { finding } = await ask(lambda, recordingWith('lambda.reported', { message: 'The shop timed out' }));
    expect(finding?.cause).toBe('Function `smoke-test` reported: The shop timed out');
  });

  it('never reported if 20 minutes passed', () => {
    const action = actionOf(recordingWith('lambda.reported', { message: 'The action timed out' }));
    const late = { ...action, endedAt: (action.startedAt ?? 0) + 20 * 60_000 };
    const cause = 'Function `smoke-test` never reported success or failure to CodePipeline';
    expect(lambda.explain(undefined, late)?.cause).toBe(cause);
    expect(lambda.explain([], { ...late, message: undefined })?.cause).toBe(cause);
  });

  it('is found by its ARN too', () => {
    const FunctionName = 'arn:aws:lambda:eu-central-1:123456789012:function:smoke-test:live';
    const action = actionOf(recordingWith('lambda.reported', { configuration: { FunctionName } }));
    expect(lambda.explain(undefined, action)?.links[0]?.label).toBe('Function smoke-test');
  });

  it('has no finding if it succeeded', async () => {
    expect((await ask(lambda, 'lambda.succeeded')).finding).toBeUndefined();
  });
});

describe('a deployed function', () => {
  it('reports the alarm that stopped it and the output of its new version', async () => {
    const { finding, asked } = await ask(lambda, 'lambda.deploy-alarm');
    expect(finding?.cause).toMatch(
      /^Deploying function `cart` to alias `live` failed: Alarm cart-errors is in ALARM state\. .*: .*TypeError: total is not a function$/,
    );
    expect(finding?.codes).toContain('ALARM_ACTIVE');
    expect(finding?.evidence).toHaveLength(1);
    expect(asked).toEqual(['FilterLogEvents']);
  });

  it('reports a missing permission of its role without reading a log', async () => {
    const { finding, asked } = await ask(lambda, 'lambda.deploy-denied');
    expect(finding?.cause).toContain('not authorized to perform: lambda:UpdateFunctionCode');
    expect(finding?.cause).not.toMatch(/report/);
    expect(asked).toEqual([]);
  });

  it('quotes the reason if its new version does not start', async () => {
    const { finding, asked } = await ask(lambda, 'lambda.deploy-init-failure');
    expect(finding?.cause).toMatch(/FUNCTION_ERROR_INIT_FAILURE.*: .*Cannot find module 'money'/);
    expect(classify({ provider: 'Lambda', finding }).class).toBe('code-or-test');
    expect(asked).toEqual(['FilterLogEvents']);
  });

  it('names an alias that does not exist', async () => {
    const { finding, asked } = await ask(lambda, 'lambda.deploy-alias-missing');
    expect(finding?.cause).toMatch(/^Deploying function `cart` to alias `live` failed: Cannot find alias/);
    expect(classify({ provider: 'Lambda', finding })).toMatchObject({ class: 'configuration', retryable: false });
    expect(asked).toEqual([]);
  });

  it('is recognized by its settings if the category is unknown', () => {
    const action = actionOf(recordingWith('lambda.deploy-denied', { category: undefined }));
    expect(lambda.explain([], action)?.cause).toMatch(/^Deploying function `cart`/);
    expect(lambda.explain([], { ...action, message: undefined })).toBeUndefined();
  });
});

describe('unreadable data', () => {
  it.each(troubles('json', 'ResourceNotFoundException'))(
    'is reported as missing when the log is $name',
    async ({ listener, patience = 300_000, reported }) => {
      const { finding, missing } = await ask(lambda, 'lambda.timed-out', { listener, patience });
      expect(finding?.cause).toBe('Function `smoke-test` never reported success or failure to CodePipeline');
      expect(missing[0]).toMatch(reported);
      expect(missing).toEqual([expect.stringMatching(/^the function's log: /)]);
    },
  );

  it('is not requested without a function', async () => {
    const { asked, finding } = await ask(lambda, recordingWith('lambda.timed-out', { configuration: {} }));
    expect(asked).toEqual([]);
    expect(finding?.cause).toBe('The function never reported success or failure to CodePipeline');
  });
});
