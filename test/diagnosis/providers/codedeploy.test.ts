import { describe, expect, it } from 'vitest';
import { readRecording } from '../../../lab/providers/recording.ts';
import { causeLine } from '../../../lib/diagnosis/log/telling-line.ts';
import { codedeploy } from '../../../lib/diagnosis/providers/codedeploy/codedeploy.ts';
import { Deployment, Targets } from '../../../lib/diagnosis/providers/codedeploy/records.ts';
import { scriptLines } from '../../../lib/diagnosis/providers/codedeploy/script.ts';
import { actionOf, ask } from '../../kit/provider.ts';
import { troubles } from '../trouble.ts';
import { denied } from '../weather.ts';

const action = actionOf(readRecording('events/providers/codedeploy.script-failed.json'));

describe('a deployment to instances', () => {
  it('names the hook, script, exit code, instance and output, not the number of failed instances', async () => {
    const { finding, asked, missing } = await ask(codedeploy, 'codedeploy.script-failed');
    expect(finding).toMatchObject({
      cause:
        'AfterInstall hook `deploy/scripts/flyway_migrate.sh` failed with exit code 1 on i-03ffb163f3a80ec87 (1 of 2 instances): com.microsoft.sqlserver.jdbc.SQLServerException: The multi-part identifier "lme.systemlID" could not be bound.',
      codes: ['ScriptFailed', 'HEALTH_CONSTRAINTS'],
      phase: 'AfterInstall',
    });
    expect(finding?.evidence.at(-1)).toContain('could not be bound');
    expect(finding?.evidence.join('\n')).not.toContain('too many individual instances');
    expect(asked).toEqual(['GetDeployment', 'ListDeploymentTargets', 'BatchGetDeploymentTargets']);
    expect(missing).toEqual([]);
  });

  it('reports the first failed instance, the number of failed instances and the rollback', async () => {
    const { finding } = await ask(codedeploy, 'codedeploy.script-failed-twice');
    expect(finding?.cause).toBe(
      'AfterInstall hook `scripts/migrate.sh` failed with exit code 1 on i-0abc (2 of 3 instances): ERROR:  column "vat" of relation "orders" already exists',
    );
    expect(finding?.evidence).toContain('1 migration failed');
    expect(finding?.evidence.at(-1)).toMatch(/^Rolled back by deployment d-9LZP3N5UG: /);
    expect(finding?.links.map(({ label }) => label)).toEqual(['Deployment d-7KXQ2M4TF', 'Rollback d-9LZP3N5UG']);
  });

  it('attributes a stop script to the old revision', async () => {
    const { finding } = await ask(codedeploy, 'codedeploy.old-stop-script');
    expect(finding?.cause).toBe(
      'ApplicationStop hook `scripts/stop.sh` of the revision before did not finish in 30 seconds on i-0abc',
    );
    expect(finding?.codes[0]).toBe('ScriptTimedOut');
  });

  it('quotes an event without a script', async () => {
    const { finding } = await ask(codedeploy, 'codedeploy.file-exists');
    expect(finding?.cause).toBe(
      'Install failed on i-0abc: The deployment failed because a specified file already exists at this location: /var/www/index.html',
    );
    expect(finding?.codes).toEqual(['HEALTH_CONSTRAINTS']);
  });

  it('quotes the deployment if it reached no instance', async () => {
    const { finding, asked } = await ask(codedeploy, 'codedeploy.no-instances');
    expect(finding?.cause).toContain('no instances were found for your deployment group');
    expect(finding?.codes).toEqual(['NO_INSTANCES']);
    expect(asked).not.toContain('BatchGetDeploymentTargets');
  });

  it('has no finding if it succeeded', async () => {
    expect((await ask(codedeploy, 'codedeploy.succeeded')).finding).toBeUndefined();
  });
});

describe('a deployment to ECS, Lambda or by CloudFormation', () => {
  it('reports the container that exited, not the timeout', async () => {
    const { finding } = await ask(codedeploy, 'codedeploy-to-ecs.tasks-exit');
    expect(finding).toMatchObject({
      cause: 'Container `billing` exited with code 1 (2 tasks)',
      codes: ['EssentialContainerExited', 'TIMEOUT'],
      phase: 'Install',
    });
    expect(finding?.evidence.join('\n')).toContain('The deployment timed out while waiting');
  });

  it('quotes the deployment if the tasks cannot be read', async () => {
    const { finding, missing } = await ask(codedeploy, denied('codedeploy-to-ecs.tasks-exit', 'ListTasks'));
    expect(finding?.cause).toMatch(/^Install failed on shop:billing: The deployment timed out/);
    expect(missing).toEqual([expect.stringMatching(/^the list of stopped tasks: AccessDeniedException/)]);
  });

  it('names the failed hook, without calls to ECS', async () => {
    const { finding, asked } = await ask(codedeploy, 'codedeploy-to-ecs.hook');
    expect(finding?.cause).toBe(
      'AfterAllowTestTraffic hook `billing-smoke-test` failed on shop:billing: The hook function reported Failed',
    );
    expect(asked).not.toContain('ListTasks');
    expect((await ask(codedeploy, 'codedeploy-to-ecs.succeeded')).finding).toBeUndefined();
  });

  it('adds the message of the deployment to a hook without one', async () => {
    const { finding } = await ask(codedeploy, 'codedeploy.lambda-hook');
    expect(finding?.cause).toMatch(/^BeforeAllowTraffic failed on billing:live: .*lifecycle event hook failed/);
    expect(finding?.codes).toEqual(['HOOK_EXECUTION_FAILURE']);
  });

  it('is explained by the alarm, not by the event in progress', async () => {
    const { finding } = await ask(codedeploy, 'codedeploy.alarm');
    expect(finding?.cause).toMatch(/^One or more alarms have been activated .* Activated alarms: <billing-errors>$/);
    expect(finding?.codes).toEqual(['ALARM_ACTIVE']);
    expect(finding?.evidence).toEqual(['Rolled back by deployment d-9LZP3N5UG']);
  });

  it('reads the targets of CloudFormation', async () => {
    const { finding } = await ask(codedeploy, 'codedeploy.cloudformation');
    expect(finding?.cause).toBe(
      'AfterAllowTestTraffic failed on shop: The hook function shop-smoke-test reported Failed',
    );
  });
});

describe('unreadable data', () => {
  it.each(troubles('json', 'DeploymentDoesNotExistException'))(
    'is reported as missing when CodeDeploy is $name',
    async ({ listener, patience = 300_000, reported }) => {
      const { finding, missing } = await ask(codedeploy, 'codedeploy.script-failed', { listener, patience });
      expect(finding).toBeUndefined();
      expect(missing[0]).toMatch(reported);
      // Both calls run in parallel, and either may reach the time limit first.
      expect([...missing].sort()).toEqual([
        expect.stringMatching(/^the deployment: /),
        expect.stringMatching(/^the list of failed targets: /),
      ]);
    },
  );

  it('leaves the message of the deployment', async () => {
    const { finding, missing } = await ask(codedeploy, denied('codedeploy.script-failed', 'BatchGetDeploymentTargets'));
    expect(finding?.cause).toMatch(/^The overall deployment failed/);
    expect(missing).toEqual([expect.stringContaining('the failed targets: AccessDeniedException')]);
  });

  it('leaves the reason from the targets', async () => {
    const { finding } = await ask(codedeploy, denied('codedeploy.script-failed-twice', 'GetDeployment'));
    expect(finding?.cause).toMatch(/^AfterInstall hook `scripts\/migrate.sh` failed with exit code 1 on i-0abc: ERROR/);
    expect(finding?.codes).toEqual(['ScriptFailed']);
  });

  it('is not requested without a deployment', async () => {
    const { asked, finding } = await ask(codedeploy, {
      ...readRecording('events/providers/codedeploy.script-failed.json'),
      action: { configuration: {} },
    });
    expect([asked, finding]).toEqual([[], undefined]);
  });
});

describe('an unusual answer', () => {
  const explain = (deploymentInfo: unknown, deploymentTargets: unknown = []) =>
    codedeploy.explain(
      {
        deployment: Deployment.parse({ deploymentInfo }).deploymentInfo,
        targets: Targets.parse({ deploymentTargets }).deploymentTargets,
      },
      action,
    );

  it.each([undefined, null, 'Failed', {}, { status: 7, errorInformation: [] }])('%j explains nothing', (info) => {
    expect(explain(info, [null, {}, { instanceTarget: {} }, { newTarget: { targetId: 'x' } }])).toBeUndefined();
  });

  it('may have a code without a message', () => {
    expect(explain({ errorInformation: { code: 'BRAND_NEW' } })?.cause).toBe('The deployment failed with BRAND_NEW');
  });

  const failed = (targetId: string, endTime: number, diagnostics?: object) => ({
    instanceTarget: {
      targetId,
      lifecycleEvents: [{ lifecycleEventName: 'Install', status: 'Failed', endTime: new Date(endTime), diagnostics }],
    },
  });

  it('reports an instance with a reason before the first failed one', () => {
    const finding = explain({}, [failed('i-1', 1), failed('i-2', 2, { message: 'No space left on device' })]);
    expect(finding?.cause).toBe('Install failed on i-2: No space left on device');
  });

  it('names at least the event and the instance', () => {
    expect(explain({}, [failed('i-1', 1)])?.cause).toBe('Install failed on i-1');
  });

  it('is no failure if the deployment succeeded without some instances', () => {
    expect(explain({ status: 'Succeeded' }, [failed('i-1', 1)])).toBeUndefined();
  });

  it('may have an unknown script error code, and then its message is quoted', () => {
    const diagnostics = { errorCode: 'ScriptVanished', scriptName: 'a.sh', message: 'The script vanished' };
    const event = { lifecycleEventName: 'Install', status: 'Failed', diagnostics };
    const target = { instanceTarget: { targetId: 'i-1', lifecycleEvents: [7, event] } };
    expect(explain({}, [target])).toMatchObject({
      cause: 'Install hook `a.sh` failed on i-1: The script vanished',
      codes: ['ScriptVanished'],
    });
  });

  it.each([
    ['ScriptMissing', 'does not exist'],
    ['ScriptNotExecutable', 'is not executable'],
    ['ScriptTimedOut', 'timed out'],
  ])('with %s has its own words', (errorCode, how) => {
    const diagnostics = { errorCode, scriptName: 'a.sh', message: '' };
    const lifecycleEvents = [{ lifecycleEventName: 'Install', status: 'Failed', diagnostics }];
    const finding = explain({}, [{ instanceTarget: { targetId: 'i-1', lifecycleEvents } }]);
    expect(finding?.cause).toBe(`Install hook \`a.sh\` ${how} on i-1`);
  });
});

describe('the end of the output of a script', () => {
  it('has no stream names or headings, and starts with the first error', () => {
    const filler = Array.from({ length: 20 }, (_, index) => `[stdout]line ${index}`);
    const tail = ['LifecycleEvent - X', 'Script - a.sh', '[stderr]boom', '[stderr]', ...filler].join('\n');
    const lines = scriptLines(tail);
    expect([lines[0], lines[1], lines.at(-1), lines.length]).toEqual(['boom', 'line 5', 'line 19', 16]);
  });

  it('has one most useful line', () => {
    expect(causeLine(['error: a', ' at b', 'Caused by: c', 'Caused by: d '])).toBe('d');
    expect(causeLine(['start', '  error: a', 'error: b'])).toBe('error: a');
    expect(causeLine(['all is well'])).toBeUndefined();
  });
});
