import type { ServerResponse } from 'node:http';
import { neededScopes } from '../../../lib/cli/doctor/scopes.ts';

/** The answers of AWS about a deployment, over its own protocols. `state` defines them. */

export const REGION = 'eu-central-1';
export const ACCOUNT = '000000000000';
export const TABLE = 'signalbox-table';
export const TOKEN = 'xoxb-lab';
const SECRET = 'lab-signing-secret';

export type State = ReturnType<typeof createState>;

export function createState() {
  return {
    scopes: [...neededScopes] as string[] | undefined,
    parameters: { '/token': TOKEN, '/secret': SECRET } as Record<string, string>,
    stack: 'UPDATE_COMPLETE' as string | undefined,
    outputs: {} as Record<string, string>,
    functions: {} as Record<string, { State?: string; Environment: Record<string, string> }>,
    mapping: 'Enabled' as string | undefined,
    expiry: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' } as object,
    pipelines: 2,
    /** Actions that the worker's role must not do, in all Regions or in one. */
    forbidden: [] as string[],
    /** Other roles of the account, each with its allowed action, or none. */
    roles: {} as Record<string, string | undefined>,
    /** External ids that the spoke's role accepts. */
    externalIds: ['between-us'],
    /** The accounts that may send to the bus, as EventBridge lists them; undefined: there is no bus. */
    senders: ['arn:aws:iam::210987654321:root'] as string | string[] | undefined,
    /** The account of the caller. */
    caller: ACCOUNT,
    /** The operations that AWS denies to the caller and to the spoke's role, and those that it never answers. */
    denied: [] as string[],
    deniedInSpoke: [] as string[],
    hanging: [] as string[],
    /** The errors of AWS, by operation. */
    troubled: {} as Record<string, Trouble>,
    /** Slack's answers to these methods; undefined: it closes the connection. */
    slackAnswers: {} as Record<string, string | undefined>,
    /** The subtype of the newest message, by channel. */
    newest: {} as Record<string, string>,
    /** The requests to AWS, in order. */
    asked: [] as string[],
    secretOfDoor: SECRET,
  };
}

export type Trouble = 'ThrottlingException' | 'InternalFailure' | 'no JSON' | 'nothing in it';

interface Asked {
  /** From the header of the services that have one; for the others it is derived. */
  operation: string | undefined;
  url: string;
  body: string;
  /** With the credentials of the spoke's role. */
  isSpoke?: boolean;
}

export type Answer = { status: number; type: string; body: string } | 'none';

export function answerOf(state: State, asked: Asked): Answer {
  const operation = asked.operation ?? new URLSearchParams(asked.body).get('Action') ?? lambdaOperation(asked.url);
  state.asked.push(operation);
  if (state.hanging.includes(operation)) return 'none';
  const trouble = state.troubled[operation];
  if (trouble) return troubled(trouble, operation, asked.body.includes('Action='));
  const denied = asked.isSpoke ? state.deniedInSpoke : state.denied;
  if (!denied.includes(operation)) return answer(operation, asked, state);
  const message = `User: arn:x is not authorized to perform: ${operation}`;
  if (asked.body.includes('Action=')) return fault('AccessDenied', message, 403);
  return json({ __type: 'AccessDeniedException', message }, 403);
}

function troubled(trouble: Trouble, operation: string, isXml: boolean): Answer {
  switch (trouble) {
    case 'ThrottlingException':
      return isXml ? fault(trouble, 'Rate exceeded') : json({ __type: trouble, message: 'Rate exceeded' }, 400);
    case 'InternalFailure':
      return isXml ? fault(trouble, 'Oops', 500) : json({ __type: trouble, message: 'Oops' }, 500);
    case 'no JSON':
      return { status: 200, type: 'text/html', body: '<html>Sign in to this network' };
    case 'nothing in it':
      return isXml ? xml(`<${operation}Response><${operation}Result/></${operation}Response>`) : json({});
    default:
      return trouble satisfies never;
  }
}

export function send(res: ServerResponse, answer: Answer): void {
  if (answer === 'none') return;
  res.writeHead(answer.status, { 'content-type': answer.type }).end(answer.body);
}

export function json(body: object, status = 200): Answer {
  return { status, type: 'application/json', body: JSON.stringify(body) };
}

function xml(body: string, status = 200): Answer {
  return { status, type: 'text/xml', body };
}

function fault(code: string, message: string, status = 400): Answer {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  return xml(`<ErrorResponse>${error}</ErrorResponse>`, status);
}

function lambdaOperation(url: string): string {
  return url.includes('/event-source-mappings') ? 'ListEventSourceMappings' : 'GetFunctionConfiguration';
}

function answer(operation: string, { url, body }: Asked, state: State): Answer {
  switch (operation) {
    case 'GetParameter': {
      const { Name } = JSON.parse(body);
      const Value = state.parameters[Name];
      if (Value === undefined) return json({ __type: 'ParameterNotFound' }, 400);
      return json({ Parameter: { Name, Value } });
    }
    case 'DescribeTimeToLive':
      if (JSON.parse(body).TableName !== TABLE) return json({ __type: 'ResourceNotFoundException' }, 400);
      return json({ TimeToLiveDescription: state.expiry });
    case 'ListPipelines':
      return json({ pipelines: Array.from({ length: state.pipelines }, (_, n) => ({ name: `p${n}` })) });
    case 'DescribeStacks':
      return describeStacks(state);
    case 'GetFunctionConfiguration':
      return getFunction(url, state);
    case 'ListEventSourceMappings':
      return json({ EventSourceMappings: state.mapping ? [{ UUID: 'u', State: state.mapping }] : [] });
    case 'SimulatePrincipalPolicy':
      return simulate(new URLSearchParams(body), state);
    case 'ListRoles':
      return listRoles(state);
    case 'DescribeEventBus':
      return describeBus(JSON.parse(body), state);
    case 'GetCallerIdentity':
      return xml(
        `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>${state.caller}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
      );
    case 'AssumeRole':
      return assume(new URLSearchParams(body), state);
    default:
      return json({ __type: 'UnknownOperationException', message: operation }, 400);
  }
}

function describeStacks(state: State): Answer {
  if (state.stack === undefined) return fault('ValidationError', 'Stack with id signalbox-test does not exist');
  const outputs = Object.entries(state.outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  const stack = `<StackName>signalbox-test</StackName><StackStatus>${state.stack}</StackStatus><CreationTime>2026-11-22T10:00:00Z</CreationTime>`;
  const member = `<member>${stack}<Outputs>${outputs.join('')}</Outputs></member>`;
  return xml(
    `<DescribeStacksResponse><DescribeStacksResult><Stacks>${member}</Stacks></DescribeStacksResult></DescribeStacksResponse>`,
  );
}

function getFunction(url: string, state: State): Answer {
  const name = /functions\/([^/]+)\//.exec(url)?.[1] ?? '';
  const found = state.functions[name];
  if (!found) return json({ __type: 'ResourceNotFoundException', Message: 'Function not found' }, 404);
  const { Environment, State = 'Active' } = found;
  const FunctionArn = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;
  const Role = `arn:aws:iam::${ACCOUNT}:role/${name}`;
  return json({ FunctionArn, Role, State, LastUpdateStatus: 'Successful', Environment: { Variables: Environment } });
}

function describeBus({ Name }: { Name: string }, { outputs, senders }: State): Answer {
  if (senders === undefined || Name !== outputs.BusArn) return json({ __type: 'ResourceNotFoundException' }, 400);
  if (senders.length === 0) return json({ Name: 'signalbox-test', Arn: Name });
  const Principal = senders === '*' ? senders : { AWS: senders };
  const Statement = [{ Sid: 'spokes', Effect: 'Allow', Principal, Action: 'events:PutEvents', Resource: Name }];
  return json({ Name: 'signalbox-test', Arn: Name, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) });
}

function simulated(action: string, isAllowed: boolean): string {
  const decision = isAllowed ? 'allowed' : 'implicitDeny';
  return `<member><EvalActionName>${action}</EvalActionName><EvalDecision>${decision}</EvalDecision></member>`;
}

function listRoles({ roles, functions }: State): Answer {
  const members = [...Object.keys(functions).filter((name) => name.endsWith('-worker')), ...Object.keys(roles)].map(
    (name) => {
      const path = name.includes('/') ? `/${name.slice(0, name.lastIndexOf('/'))}/` : '/';
      const Arn = `arn:aws:iam::${ACCOUNT}:role/${name}`;
      return `<member><Path>${path}</Path><RoleName>${name.split('/').at(-1)}</RoleName><RoleId>R</RoleId><Arn>${Arn}</Arn><CreateDate>2026-11-22T10:00:00Z</CreateDate></member>`;
    },
  );
  return xml(
    `<ListRolesResponse><ListRolesResult><Roles>${members.join('')}</Roles><IsTruncated>false</IsTruncated></ListRolesResult></ListRolesResponse>`,
  );
}

function simulate(query: URLSearchParams, state: State): Answer {
  const actions = [...query].filter(([key]) => key.startsWith('ActionNames.member.')).map(([, action]) => action);
  const region = query.get('ResourceArns.member.1')?.split(':')[3];
  const members = actions.map((action) => {
    const name = query.get('PolicySourceArn')?.split('role/')[1] ?? '';
    if (name in state.roles) return simulated(action, state.roles[name] === action);
    const isForbidden = state.forbidden.some((one) => one === action || one === `${action} in ${region}`);
    return simulated(action, !isForbidden);
  });
  return xml(
    `<SimulatePrincipalPolicyResponse><SimulatePrincipalPolicyResult><EvaluationResults>${members.join('')}</EvaluationResults></SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>`,
  );
}

function assume(query: URLSearchParams, state: State): Answer {
  if (!state.externalIds.includes(query.get('ExternalId') ?? '')) {
    return fault('AccessDenied', 'User: arn:x is not authorized to perform: sts:AssumeRole', 403);
  }
  const keys = '<AccessKeyId>spoke</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>';
  const found = `<Credentials>${keys}<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>`;
  const user =
    '<AssumedRoleUser><AssumedRoleId>A:signalbox</AssumedRoleId><Arn>arn:aws:sts::1:assumed-role/a/b</Arn></AssumedRoleUser>';
  return xml(`<AssumeRoleResponse><AssumeRoleResult>${found}${user}</AssumeRoleResult></AssumeRoleResponse>`);
}
