import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Operation, Output } from '../../lab/codepipeline/api.ts';
import type { WrittenPipeline } from '../../lab/codepipeline/declare.ts';
import type { CodePipeline } from '../../lab/codepipeline/engine.ts';
import { createRig, type Rig } from '../../lab/codepipeline/rig.ts';
import { codePipelineRequest } from '../../lab/codepipeline/server.ts';
import { createCodePipeline } from '../../lib/codepipeline/client.ts';
import type { ExecutionRef } from '../../lib/core/execution/facts.ts';
import type { AnswerApproval, RefreshApproval } from '../../lib/core/model/effect.ts';

/** The simulator over HTTP. It records every call. A test can act before a call, and can change its answer. */

interface Call {
  operation: string;
  input: Record<string, unknown>;
}
type Before = { [O in Operation]?: () => void };
type Alter = { [O in Operation]?: (output: Output<O>, input: Record<string, unknown>) => unknown };

export async function serve(pipeline: WrittenPipeline = shop()) {
  const rig = createRig(pipeline);
  const calls: Call[] = [];
  const [before, alter]: [Before, Alter] = [{}, {}];
  const endpoint = await listen(rig, calls, before, alter);
  process.env.AWS_ENDPOINT_URL_CODEPIPELINE = endpoint;
  process.env.AWS_ACCESS_KEY_ID = 'lab';
  process.env.AWS_SECRET_ACCESS_KEY = 'lab';
  return { rig, calls, before, alter, world: createCodePipeline({ now: rig.now }) };
}
export type Served = Awaited<ReturnType<typeof serve>>;

async function listen(rig: Rig, calls: Call[], before: Before, alter: Alter): Promise<string> {
  const watched: CodePipeline = {
    ...rig.codepipeline,
    call(operation, input, caller) {
      calls.push({ operation, input: input as Call['input'] });
      before[operation as Operation]?.();
      const output = rig.codepipeline.call(operation, input, caller);
      const change = alter[operation as Operation] as ((o: unknown, i: unknown) => unknown) | undefined;
      return change ? change(structuredClone(output), input) : output;
    },
  };
  const server = createServer(codePipelineRequest(watched, {}));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:approvals';

/** A source, and a stage that needs an approval before it deploys. */
export function shop(mode: WrittenPipeline['mode'] = 'SUPERSEDED', sources = ['App']): WrittenPipeline {
  const configuration = {
    NotificationArn: TOPIC,
    CustomData: 'Ship it?',
    ExternalEntityLink: 'https://example.com/review?a=1',
  };
  return {
    name: 'shop',
    mode,
    stages: [
      { name: 'Source', actions: sources.map((name) => ({ name, provider: 'CodeStarSourceConnection' })) },
      {
        name: 'Prod',
        actions: [
          { name: 'Ask', provider: 'Manual', timeoutInMinutes: 60, configuration },
          { name: 'Site', provider: 'ECS', runOrder: 2 },
        ],
      },
    ],
  };
}

const people = ['Ann', 'Bob', 'Cem', 'Dag', 'Eva', 'Fay', 'Gus', 'Hal'];

/** The n-th commit, by the n-th person. */
export function commit(n: number) {
  const author = people[(n - 1) % people.length] ?? '';
  return {
    id: sha(n),
    message: `Change ${n}\n\nwith more to say`,
    author,
    email: `${author.toLowerCase()}@example.com`,
  };
}

export function author(n: number) {
  const { author: name, email } = commit(n);
  return { name, email };
}

export function sha(n: number): string {
  return `abc${n.toString(16).padStart(37, '0')}`;
}

/** Pushes a commit, and gives the execution time to run. */
export function push(rig: Rig, n: number): string {
  const id = rig.codepipeline.push('shop', commit(n));
  rig.wait('3s');
  return id;
}

export function ref(executionId: string): ExecutionRef {
  return { account: '123456789012', region: 'eu-central-1', pipeline: 'shop', executionId };
}

const intended = { because: 'a test', digest: 'd', claim: 'c' };

export function inspection(executionId: string, action = 'Ask'): RefreshApproval {
  return {
    ...intended,
    type: 'refreshApproval',
    key: 'refreshApproval',
    execution: ref(executionId),
    stage: 'Prod',
    action,
  };
}

export function answering(executionId: string, runId: string, more: Partial<AnswerApproval> = {}): AnswerApproval {
  return {
    ...intended,
    type: 'answer',
    key: 'answer',
    execution: ref(executionId),
    stage: 'Prod',
    action: 'Ask',
    run: `Prod/Ask@${runId}`,
    runId,
    attempt: 1,
    newest: 7,
    decision: 'approve',
    by: ['U0ANN'],
    summary: 'Approved in Slack by Ann (U0ANN)',
    policy: 'p1',
    ...more,
  };
}

/** The newest run of the approval in this execution. */
export function asked(rig: Rig, executionId: string) {
  const filter = { pipelineExecutionId: executionId };
  const { actionExecutionDetails = [] } = rig.call('ListActionExecutions', { pipelineName: 'shop', filter });
  const run = actionExecutionDetails.find((one) => one.actionName === 'Ask');
  if (!run?.actionExecutionId) throw new Error(`${executionId} has no approval`);
  return { ...run, runId: run.actionExecutionId, token: run.output?.executionResult?.externalExecutionId ?? '' };
}

/** Decides the approval, like a person at the console. */
export function decide(
  rig: Rig,
  executionId: string,
  status: 'Approved' | 'Rejected' = 'Approved',
  summary = '',
): void {
  const { token } = asked(rig, executionId);
  const what = { pipelineName: 'shop', stageName: 'Prod', actionName: 'Ask', token, result: { status, summary } };
  rig.call('PutApprovalResult', what, 'arn:aws:iam::123456789012:user/olga');
}

/** Pushes a change and approves it. */
export function ship(rig: Rig, n: number): string {
  const id = push(rig, n);
  decide(rig, id);
  rig.wait('3s');
  return id;
}
