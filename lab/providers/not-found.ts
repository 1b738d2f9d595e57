import type { IncomingMessage } from 'node:http';

/** The answer of each API about an unknown thing: an error of its model, or an answer without the thing. */
export interface Answer {
  status: number;
  body: unknown;
}

const MESSAGE = 'Nothing is recorded of it.';

/** @param operation as `operationOf` names it: a REST call is its line */
export function notFound(operation: string, req: Pick<IncomingMessage, 'headers'>, body: string): Answer {
  const service = String(req.headers['x-amz-target'] ?? '').split('.')[0] ?? '';
  if (/^GET \/applications\//.test(operation)) return refusal('ResourceNotFoundException', 404);
  const empty = withoutIt[operation];
  if (empty) return { status: 200, body: empty(body) };
  if (service.startsWith('CodeDeploy')) return refusal('DeploymentDoesNotExistException');
  // CloudFormation and Elastic Beanstalk both have one; only the version of the API differs.
  if (operation === 'DescribeEvents' && body.includes('Version=2010-12-01')) return { status: 200, body: NO_EVENTS };
  return refusals[operation] ?? refusal('UnknownOperationException');
}

const NO_EVENTS =
  '<DescribeEventsResponse xmlns="http://elasticbeanstalk.amazonaws.com/docs/2010-12-01/"><DescribeEventsResult><Events/></DescribeEventsResult><ResponseMetadata><RequestId>lab</RequestId></ResponseMetadata></DescribeEventsResponse>';

const withoutIt: Record<string, (body: string) => unknown> = {
  BatchGetBuilds: (body) => ({ builds: [], buildsNotFound: listIn(body, 'ids') }),
  BatchGetBuildBatches: (body) => ({ buildBatches: [], buildBatchesNotFound: listIn(body, 'ids') }),
  BatchGetReports: (body) => ({ reports: [], reportsNotFound: listIn(body, 'reportArns') }),
  DescribeServices: (body) => ({ services: [], failures: missing(listIn(body, 'services')) }),
  DescribeTasks: (body) => ({ tasks: [], failures: missing(listIn(body, 'tasks')) }),
  DescribeServiceDeployments: (body) => ({
    serviceDeployments: [],
    failures: missing(listIn(body, 'serviceDeploymentArns')),
  }),
};

const refusals: Record<string, Answer> = {
  DescribeTestCases: refusal('ResourceNotFoundException'),
  GetLogEvents: refusal('ResourceNotFoundException'),
  FilterLogEvents: refusal('ResourceNotFoundException'),
  ListTasks: refusal('ServiceNotFoundException'),
  ListServiceDeployments: refusal('ServiceNotFoundException'),
  DescribeRecord: refusal('ResourceNotFoundException'),
  DescribeExecution: refusal('ExecutionDoesNotExist'),
  GetExecutionHistory: refusal('ExecutionDoesNotExist'),
  DescribeEvents: queryRefusal('ValidationError'),
  DescribeStackEvents: queryRefusal('ValidationError'),
  DescribeChangeSet: queryRefusal('ChangeSetNotFound', 404),
  ListStackSetOperations: queryRefusal('StackSetNotFoundException', 404),
  ListStackSetOperationResults: queryRefusal('StackSetNotFoundException', 404),
  ListDeployActionExecutionTargets: refusal('ActionExecutionNotFoundException'),
  ListRuleExecutions: refusal('PipelineNotFoundException'),
  GetPipelineState: refusal('PipelineNotFoundException'),
};

function refusal(name: string, status = 400): Answer {
  return { status, body: { __type: name, message: MESSAGE } };
}

function queryRefusal(name: string, status = 400): Answer {
  const error = `<Error><Type>Sender</Type><Code>${name}</Code><Message>${MESSAGE}</Message></Error>`;
  const body = `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">${error}<RequestId>lab</RequestId></ErrorResponse>`;
  return { status, body };
}

function listIn(body: string, key: string): unknown[] {
  const asked = (JSON.parse(body) as Record<string, unknown>)[key];
  return Array.isArray(asked) ? asked : [];
}

function missing(arns: unknown[]): object[] {
  return arns.map((arn) => ({ arn, reason: 'MISSING' }));
}
