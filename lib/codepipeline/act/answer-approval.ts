import {
  type ActionExecutionDetail,
  type CodePipelineClient,
  GetPipelineStateCommand,
  PutApprovalResultCommand,
} from '@aws-sdk/client-codepipeline';
import type { ApprovalAnswer } from '../../core/approval/types.ts';
import { type ActionFact, type Execution, partialExecution } from '../../core/execution/facts.ts';
import type { AnswerApproval } from '../../core/model/effect.ts';
import type { Input } from '../../core/model/input.ts';
import { redact } from '../../core/redact/redact.ts';
import { truncate } from '../../core/text/truncate.ts';
import { failed, isGone, isRefused, learnt, nameOf } from '../api-error.ts';
import { type Token, tokenOf } from '../read/approval-token.ts';
import { refreshExecutionOrGone } from '../refresh/execution.ts';
import { listActions } from '../refresh/list-executions.ts';

/** Characters, the limit of AWS. */
const SUMMARY = 512;

/** Milliseconds; less than the worker's deadline. */
const PATIENCE = 8_000;
const UNLISTED = 'CodePipeline does not list this approval now';

/** Answers exactly the given run. If it no longer waits, another answer came first, and the actual state is read.
 *  @throws errors of the SDK before anything was answered */
export async function answerApproval(
  client: CodePipelineClient,
  effect: AnswerApproval,
  now: () => number,
): Promise<Input[]> {
  const given: AnswerApproval = { ...effect, summary: truncate(effect.summary, SUMMARY) };
  const began = now();
  const run = await waitingRun(client, given);
  if (!run) {
    const execution = await truth(client, given, now);
    // A list that lags shows no run either, and a spent answer is never given again.
    return isOver(execution, given) ? learnt(given, execution) : failed(given, new Error(UNLISTED));
  }
  const found = await readToken(client, given, run);
  if ('why' in found) return failed(given, new Error(found.why));
  // The caller has given up by now, and votes may have been withdrawn since.
  if (now() - began > PATIENCE) return failed(given, new Error('CodePipeline took too long to show what waits'));
  try {
    await put(client, given, found.token);
  } catch (error) {
    if (!isTooLate(error)) return failed(given, error, { unsure: !isRefused(error) });
    const execution = await truth(client, given, now);
    if (isOver(execution, given)) return learnt(given, execution);
    // The token was refused although the run still waits, so no other answer came first.
    return failed(given, error, { lasting: nameOf(error).endsWith('NotFoundException') });
  }
  return learnt(given, partialExecution(given.execution, { approvals: answered(given, now()) }));
}

/** AWS filters by execution. This verifies the filter. */
async function waitingRun(
  client: CodePipelineClient,
  { execution, stage, action, runId }: AnswerApproval,
): Promise<ActionExecutionDetail | undefined> {
  const listed = await listActions(client, execution).catch((error) => {
    if (isGone(error)) return [];
    throw error;
  });
  return listed.find(
    (one) =>
      one.pipelineExecutionId === execution.executionId &&
      one.actionExecutionId === runId &&
      one.stageName === stage &&
      one.actionName === action &&
      one.status === 'InProgress',
  );
}

/** If the state cannot be read, the listed run may have its token itself. */
async function readToken(
  client: CodePipelineClient,
  { execution }: AnswerApproval,
  run: ActionExecutionDetail,
): Promise<Token> {
  try {
    const { stageStates = [] } = await client.send(new GetPipelineStateCommand({ name: execution.pipeline }));
    return tokenOf(run, stageStates);
  } catch (error) {
    const found = tokenOf(run, []);
    if ('why' in found) throw error;
    return found;
  }
}

async function put(client: CodePipelineClient, given: AnswerApproval, token: string): Promise<void> {
  const { execution, stage: stageName, action: actionName, decision, summary } = given;
  const status = decision === 'approve' ? 'Approved' : 'Rejected';
  const result = { status, summary } as const;
  await client.send(
    new PutApprovalResultCommand({ pipelineName: execution.pipeline, stageName, actionName, result, token }),
  );
}

const tooLate = [
  'ApprovalAlreadyCompletedException',
  'InvalidApprovalTokenException',
  'PipelineNotFoundException',
  'StageNotFoundException',
  'ActionNotFoundException',
];

function isTooLate(error: unknown): boolean {
  return tooLate.includes(nameOf(error));
}

/** A run that has our own summary was answered by us, even if the response was lost. */
async function truth(client: CodePipelineClient, given: AnswerApproval, now: () => number): Promise<Execution> {
  const counted = await refreshExecutionOrGone(client, given);
  const state = given.decision === 'approve' ? 'SUCCEEDED' : 'FAILED';
  const isOurs = factsOf(counted, given).some(
    (fact) => fact.state === state && given.summary !== '' && fact.result?.summary === redact(given.summary),
  );
  return isOurs ? { ...counted, approvals: answered(given, now()) } : counted;
}

function isOver(execution: Execution, given: AnswerApproval): boolean {
  return execution.about.gone !== undefined || factsOf(execution, given).some((fact) => fact.state !== 'STARTED');
}

function factsOf({ facts }: Execution, { runId }: AnswerApproval): ActionFact[] {
  return Object.values(facts).filter((fact) => fact.type === 'action' && fact.runId === runId) as ActionFact[];
}

function answered({ run, decision, by, summary, said, policy }: AnswerApproval, at: number) {
  const known: [number, ApprovalAnswer] = [at, { decision, by, summary, said, policy }];
  return { answers: { [run]: known } };
}
