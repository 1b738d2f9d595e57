import { describe, expect, it } from 'vitest';
import { classify } from '../../../lib/diagnosis/classify/classify.ts';
import { lambda } from '../../../lib/diagnosis/providers/lambda/lambda.ts';
import { actionOf, ask } from '../../kit/provider.ts';
import { troubles } from '../trouble.ts';
import { told } from '../weather.ts';

describe('a function that CodePipeline invoked', () => {
  it('is quoted when it reported, and nothing else is asked', async () => {
    const { finding, asked } = await ask(lambda, 'lambda.reported');
    expect(finding).toMatchObject({
      cause: 'Function `smoke-test` reported: GET https://shop.example/health answered 503 instead of 200',
      codes: [],
    });
    expect(asked).toEqual([]);
  });

  it('never reported when it ran out of its own time', async () => {
    const { finding, asked } = await ask(lambda, 'lambda.timed-out');
    expect(finding).toMatchObject({
      cause:
        'Function `smoke-test` never reported success or failure to CodePipeline: Task timed out after 3.00 seconds',
      codes: ['Sandbox.Timedout'],
    });
    expect(asked).toEqual(['FilterLogEvents']);
  });

  it('never reported when it may not', async () => {
    const { finding } = await ask(lambda, 'lambda.may-not-report');
    expect(finding?.cause).toMatch(/never reported .*: User: .* is not authorized to perform: codepipeline:PutJob/);
    expect(finding?.codes).toContain('AccessDeniedException');
  });

  it('did not report when CodePipeline could not even call it', async () => {
    const { finding } = await ask(lambda, 'lambda.not-invoked');
    expect(finding?.cause).toMatch(/^The provided role is not authorized to perform: lambda:InvokeFunction/);
    expect(finding?.codes).toEqual(['PermissionError']);
  });

  it('may itself report that something timed out', async () => {
    const { finding } = await ask(lambda, told('lambda.reported', { message: 'The shop timed out' }));
    expect(finding?.cause).toBe('Function `smoke-test` reported: The shop timed out');
  });

  it('has said nothing when 20 minutes are over', () => {
    const action = actionOf(told('lambda.reported', { message: 'The action timed out' }));
    const late = { ...action, endedAt: (action.startedAt ?? 0) + 20 * 60_000 };
    const cause = 'Function `smoke-test` never reported success or failure to CodePipeline';
    expect(lambda.explain(undefined, late)?.cause).toBe(cause);
    expect(lambda.explain([], { ...late, message: undefined })?.cause).toBe(cause);
  });

  it('is found by its ARN too', () => {
    const FunctionName = 'arn:aws:lambda:eu-central-1:123456789012:function:smoke-test:live';
    const action = actionOf(told('lambda.reported', { configuration: { FunctionName } }));
    expect(lambda.explain(undefined, action)?.links[0]?.label).toBe('Function smoke-test');
  });

  it('has nothing more to tell when it succeeded', async () => {
    expect((await ask(lambda, 'lambda.succeeded')).finding).toBeUndefined();
  });
});

describe('a function that is deployed', () => {
  it('says which alarm stopped it, and what its new version wrote', async () => {
    const { finding, asked } = await ask(lambda, 'lambda.deploy-alarm');
    expect(finding?.cause).toMatch(
      /^Deploying function `cart` to alias `live` failed: Alarm cart-errors is in ALARM state\. .*: .*TypeError: total is not a function$/,
    );
    expect(finding?.codes).toContain('ALARM_ACTIVE');
    expect(finding?.evidence).toHaveLength(1);
    expect(asked).toEqual(['FilterLogEvents']);
  });

  it('is told as it is when its role lacks a right, and no log is asked for', async () => {
    const { finding, asked } = await ask(lambda, 'lambda.deploy-denied');
    expect(finding?.cause).toContain('not authorized to perform: lambda:UpdateFunctionCode');
    expect(finding?.cause).not.toMatch(/report/);
    expect(asked).toEqual([]);
  });

  it('quotes why its new version does not start', async () => {
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

  it('is known by its settings where the category is not', () => {
    const action = actionOf(told('lambda.deploy-denied', { category: undefined }));
    expect(lambda.explain([], action)?.cause).toMatch(/^Deploying function `cart`/);
    expect(lambda.explain([], { ...action, message: undefined })).toBeUndefined();
  });
});

describe('what cannot be read', () => {
  it.each(troubles('json', 'ResourceNotFoundException'))(
    'is named when the log is $name',
    async ({ listener, patience = 300_000, says }) => {
      const { finding, missing } = await ask(lambda, 'lambda.timed-out', { listener, patience });
      expect(finding?.cause).toBe('Function `smoke-test` never reported success or failure to CodePipeline');
      expect(missing[0]).toMatch(says);
      expect(missing).toEqual([expect.stringMatching(/^the function's log: /)]);
    },
  );

  it('is not asked for without a function', async () => {
    const { asked, finding } = await ask(lambda, told('lambda.timed-out', { configuration: {} }));
    expect(asked).toEqual([]);
    expect(finding?.cause).toBe('The function never reported success or failure to CodePipeline');
  });
});
