import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { inTime } from '../../aws/client-config.ts';
import { type DoctorFinding, failed, missing, ok, unreadable } from './finding.ts';

export interface Stack {
  name: string;
  outputs: Record<string, string>;
  functions: Partial<Record<FunctionName, Deployed>>;
  /** Environment variables that all functions share. */
  env: Record<string, string>;
  findings: DoctorFinding[];
  /** False if the environment or the outputs are incomplete. */
  isRead: boolean;
}

export const functionNames = ['worker', 'slack', 'sweep'] as const;
type FunctionName = (typeof functionNames)[number];

export interface Deployed {
  arn: string;
  role: string;
  env: Record<string, string>;
  /** Lambda's states of the function: Active and Successful if all is well. */
  state: string;
  update: string;
}

type Place = { region?: string };

export async function readStack(stage: string, place: Place): Promise<Stack> {
  const name = `signalbox-${stage}`;
  const [[outputs, ofStack], ...read] = await Promise.all([
    readOutputs(name, place),
    ...functionNames.map((each) => readFunction(`${name}-${each}`, place)),
  ]);
  const functions = Object.fromEntries(
    functionNames.flatMap((each, index) => (read[index]?.[0] ? [[each, read[index][0]]] : [])),
  );
  const shared = Object.values(functions).map(({ env }) => env);
  const findings = [ofStack, ...read.map(([, found]) => found)];
  return {
    name,
    outputs,
    functions,
    env: Object.assign({}, ...shared),
    findings,
    isRead: findings.every(({ type }) => type !== 'untold'),
  };
}

async function readOutputs(name: string, place: Place): Promise<[Record<string, string>, DoctorFinding]> {
  try {
    const client = new CloudFormationClient({ ...place, ...inTime(4_000) });
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    const outputs = (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]);
    const status = stack?.StackStatus;
    if (status === undefined) return [{}, unreadable(`stack ${name}`, 'status')];
    const isDone = /^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status);
    const todo = `it is ${status}: check its events in CloudFormation, and deploy again`;
    return [Object.fromEntries(outputs), isDone ? ok(`stack ${name}`, status) : missing(`stack ${name}`, todo)];
  } catch (error) {
    const isUnknown = error instanceof Error && /does not exist/.test(error.message);
    const todo = 'not found: check the stage, the Region and the account; npx serverless deploy creates it';
    return [{}, isUnknown ? missing(`stack ${name}`, todo) : failed(`stack ${name}`, error)];
  }
}

async function readFunction(name: string, place: Place): Promise<[Deployed | undefined, DoctorFinding]> {
  const subject = `function ${name}`;
  try {
    const client = new LambdaClient({ ...place, ...inTime(4_000) });
    const read = await client.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
    const {
      FunctionArn: arn = '',
      State: state = '',
      LastUpdateStatus: update = '',
      Role: role = '',
      Environment,
    } = read;
    if (state === '') return [undefined, unreadable(subject, 'state')];
    const deployed = { arn, role, env: Environment?.Variables ?? {}, state, update };
    if (state === 'Active' && update === 'Successful') return [deployed, ok(subject, 'exists and is active')];
    const why = read.StateReason ?? read.LastUpdateStatusReason ?? 'Lambda gives no reason';
    return [deployed, missing(subject, `it is ${state}, its last update ${update} (${why}): deploy again`)];
  } catch (error) {
    const isGone = error instanceof Error && error.name === 'ResourceNotFoundException';
    return [undefined, isGone ? missing(subject, 'not found: deploy again') : failed(subject, error)];
  }
}
