/** Native events as EventBridge sends them, with only the fields that a test needs. */

export interface EventFields {
  pipeline?: string;
  executionId?: string;
  at?: string;
  attempt?: number;
}

const EXECUTION = '94fb261b-65d0-41ba-bea3-b08420e9b5e7';

function event(kind: 'Pipeline' | 'Stage' | 'Action', fields: EventFields, detail: object) {
  const { pipeline = 'payments', executionId = EXECUTION, at = '2026-11-22T10:00:00Z', attempt = 1 } = fields;
  return {
    version: '0',
    id: 'e0000000-0000-4000-8000-000000000000',
    'detail-type': `CodePipeline ${kind} Execution State Change`,
    source: 'aws.codepipeline',
    account: '123456789012',
    time: at,
    region: 'eu-central-1',
    resources: [`arn:aws:codepipeline:eu-central-1:123456789012:${pipeline}`],
    detail: { pipeline, 'execution-id': executionId, version: 3, 'pipeline-execution-attempt': attempt, ...detail },
  };
}

export function pipelineEvent(state: string, fields: EventFields = {}, detail: object = {}) {
  return event('Pipeline', fields, { state, ...detail });
}

export function stageEvent(stage: string, state: string, fields: EventFields = {}, detail: object = {}) {
  return event('Stage', fields, { stage, state, ...detail });
}

const kinds: Record<string, object> = {
  CodeBuild: { owner: 'AWS', provider: 'CodeBuild', category: 'Build', version: '1' },
  CodeDeploy: { owner: 'AWS', provider: 'CodeDeploy', category: 'Deploy', version: '1' },
  Manual: { owner: 'AWS', provider: 'Manual', category: 'Approval', version: '1' },
  CodeStarSourceConnection: { owner: 'AWS', provider: 'CodeStarSourceConnection', category: 'Source', version: '1' },
};

/** @param path `Stage/Action` */
export function actionEvent(
  path: string,
  state: string,
  fields: EventFields & { provider?: string; summary?: string } = {},
) {
  const [stage = '', action = ''] = path.split('/');
  const { provider = 'CodeBuild', summary, attempt = 1 } = fields;
  return event('Action', fields, {
    stage,
    action,
    state,
    'action-execution-id': `${path}#${attempt}`,
    region: 'eu-central-1',
    type: kinds[provider],
    ...(summary ? { 'execution-result': { 'external-execution-summary': summary, 'error-code': 'JobFailed' } } : {}),
  });
}
