import { describe, expect, it } from 'vitest';
import { readRecording } from '../../../lab/providers/recording.ts';
import type { FailedAction } from '../../../lib/diagnosis/provider.ts';
import { Services } from '../../../lib/diagnosis/providers/ecs/deployment.ts';
import { ecs } from '../../../lib/diagnosis/providers/ecs/ecs.ts';
import { Task, taskFailure } from '../../../lib/diagnosis/providers/ecs/tasks.ts';
import { actionOf, ask } from '../../kit/provider.ts';
import { troubles } from '../trouble.ts';
import { denied, recordingWith } from '../weather.ts';

describe('a rolling deployment', () => {
  it.each([
    [
      'ecs.out-of-memory',
      'Container `billing` exited with code 137 (3 tasks): OutOfMemoryError: Container killed due to memory usage',
      ['OutOfMemoryError', 'EssentialContainerExited'],
    ],
    ['ecs.exit-code', 'Container `billing` exited with code 1 (3 tasks)', ['EssentialContainerExited']],
    [
      'ecs.cannot-pull',
      'The task did not start (3 tasks): CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref 123456789012.dkr.ecr.eu-central-1.amazonaws.com/billing:9f1c2d3: not found',
      ['CannotPullContainerError', 'TaskFailedToStart'],
    ],
    ['ecs.spot', 'The task was stopped (3 tasks): Your Spot Task was interrupted.', ['SpotInterruption']],
    [
      'ecs.health-checks',
      'The task was stopped (3 tasks): Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/billing/73e2d6bc24d8a067)',
      ['ServiceSchedulerInitiated'],
    ],
  ])('is explained by the stopped tasks, not by the circuit breaker: %s', async (recording, cause, codes) => {
    const { finding, asked, missing } = await ask(ecs, recording);
    expect(finding).toMatchObject({ cause, codes });
    expect(finding?.evidence.at(0)).toMatch(/^Task 1a1a/);
    expect(finding?.links.map(({ label }) => label)).toEqual(['Stopped task', 'Service billing']);
    expect(asked.toSorted()).toEqual(['DescribeServices', 'DescribeTasks', 'ListTasks']);
    expect(missing).toEqual([]);
  });

  it('puts the missing permission before the failed step', async () => {
    const { finding } = await ask(ecs, 'ecs.secrets-denied');
    expect(finding?.codes).toEqual(['AccessDeniedException', 'ResourceInitializationError', 'TaskFailedToStart']);
    expect(finding?.cause).toContain('is not authorized to perform: ssm:GetParameters');
  });

  it('is explained by an event of the same period if no task could be placed', async () => {
    const { finding } = await ask(ecs, 'ecs.no-room');
    expect(finding?.cause).toMatch(/^The service was unable to place a task because no container instance met all/);
    expect(finding?.evidence.join()).not.toContain('long ago');
  });

  it('notes that ECS no longer lists the tasks if there is no other reason', async () => {
    const { finding } = await ask(ecs, 'ecs.tasks-gone');
    expect(finding?.cause).toBe('ECS deployment circuit breaker: tasks failed to start.');
    expect(finding?.evidence[0]).toBe('No stopped task is listed; ECS keeps them for about one hour.');
  });

  it('names the alarm that stopped it', async () => {
    const { finding, asked } = await ask(ecs, 'ecs.alarm');
    expect(finding?.cause).toMatch(/^`billing-5xx` went into alarm during the deployment: /);
    expect(asked).toHaveLength(5);
  });

  it('names the hook that stopped it', async () => {
    const { finding } = await ask(ecs, 'ecs.hook');
    expect(finding?.cause).toMatch(/^Lifecycle hook `billing-smoke-test` failed: /);
    expect(finding?.phase).toBe('POST_TEST_TRAFFIC_SHIFT');
  });

  it('reports a service that does not exist', async () => {
    const { finding } = await ask(ecs, 'ecs.no-service');
    expect(finding).toMatchObject({ cause: 'Service `billing` is not in cluster `shop`: MISSING', codes: ['MISSING'] });
  });

  it('has no finding if it succeeded, despite a scale-in', async () => {
    expect((await ask(ecs, 'ecs.succeeded')).finding).toBeUndefined();
  });

  it('is not explained by failures before the start of the action', async () => {
    const later = { startedAt: Date.UTC(2026, 10, 22, 11), endedAt: Date.UTC(2026, 10, 22, 11, 5) };
    const explain = (records: unknown, action: FailedAction) => ecs.explain(records, { ...action, ...later });
    expect((await ask({ ...ecs, explain }, 'ecs.out-of-memory')).finding).toBeUndefined();
  });
});

describe('unreadable data', () => {
  it.each(troubles('json', 'ClusterNotFoundException'))(
    'is reported as missing when ECS is $name',
    async ({ listener, patience = 300_000, reported }) => {
      const { finding, missing } = await ask(ecs, 'ecs.out-of-memory', { listener, patience });
      expect(finding).toBeUndefined();
      expect(missing[0]).toMatch(reported);
      expect(missing.toSorted()).toEqual([
        expect.stringMatching(/^the list of stopped tasks: /),
        expect.stringMatching(/^the service: /),
      ]);
    },
  );

  it('leaves the message of the service', async () => {
    const { finding, missing } = await ask(ecs, denied('ecs.out-of-memory', 'DescribeTasks'));
    expect(finding?.cause).toBe('ECS deployment circuit breaker: tasks failed to start.');
    expect(finding?.evidence.join()).not.toContain('any more');
    expect(missing[0]).toContain('the stopped tasks: AccessDeniedException');
  });

  it('leaves the reason from the tasks', async () => {
    const { finding } = await ask(ecs, denied('ecs.out-of-memory', 'DescribeServices'));
    expect(finding?.codes[0]).toBe('OutOfMemoryError');
  });

  it('is not requested without a service', async () => {
    const { asked, finding } = await ask(ecs, recordingWith('ecs.out-of-memory', { configuration: {} }));
    expect([asked, finding]).toEqual([[], undefined]);
  });
});

describe('an unusual answer', () => {
  const action = actionOf(readRecording('events/providers/ecs.out-of-memory.json'));
  const failure = (...tasks: object[]) =>
    taskFailure(
      tasks.map((task) => Task.parse(task)),
      { startedBy: [], since: undefined },
    );

  it.each([{}, { services: 7 }, { services: [{}], failures: [{}] }])('%j explains nothing', (body) => {
    expect(ecs.explain({ services: Services.parse(body), tasks: [] }, action)).toBeUndefined();
  });

  it('with empty tasks explains nothing', () => {
    expect(failure({}, { containers: [{}] }, { stopCode: 'BrandNew', containers: 'none' })).toBeUndefined();
  });

  it('with an unknown stop code is explained by its reason', () => {
    const finding = failure({ stopCode: 'BrandNew', stoppedReason: 'The moon was full' });
    expect(finding).toMatchObject({ cause: 'The task was stopped: The moon was full', codes: ['BrandNew'] });
  });

  it('with tasks that a person stopped explains nothing', () => {
    expect(failure({ stopCode: 'UserInitiated', stoppedReason: 'Task stopped by user' })).toBeUndefined();
  });

  it('is explained by the most frequent failure of its tasks', () => {
    const exit = (exitCode: number) => ({
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [{ name: 'app', exitCode }],
    });
    expect(failure(exit(2), exit(0), exit(0))?.cause).toBe('Container `app` exited with code 0 (2 tasks)');
  });
});
