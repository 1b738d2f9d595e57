import { CodePipelineClient, ListPipelinesCommand } from '@aws-sdk/client-codepipeline';
import { IAMClient, paginateListRoles, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { inTime } from '../../aws/client-config.ts';
import { partsOfArn } from '../../core/text/arn.ts';
import { type Check, type DoctorFinding, failed, missing, ok } from './finding.ts';
import type { Setting } from './setting.ts';

/** The actions that `infra/guard.yml` denies to all but Signalbox. A person who may do them needs no rule of the policy. */
export const guardedActions = [
  'codepipeline:DisableStageTransition',
  'codepipeline:EnableStageTransition',
  'codepipeline:OverrideStageCondition',
  'codepipeline:PutApprovalResult',
  'codepipeline:RetryStageExecution',
  'codepipeline:RollbackStage',
];

const [MAX_ROLES, AT_ONCE, MAX_PIPELINES, NAMED] = [200, 5, 10, 10];
const SUBJECT = 'roles that can act without Signalbox';

/** Lists the roles of the account that may decide without Signalbox. It simulates each one, so it takes long. */
export function bypassCheck({ stack, place }: Setting): Check {
  return {
    subject: SUBJECT,
    async look() {
      const worker = stack?.functions.worker;
      if (worker === undefined) return [missing(SUBJECT, 'use --stage STAGE: Signalbox’s own role must be known')];
      try {
        return [await examineRoles(worker, place)];
      } catch (error) {
        return [failed(SUBJECT, error)];
      }
    },
  };
}

async function examineRoles({ arn, role: own }: { arn: string; role: string }, place: Setting['place']) {
  const iam = new IAMClient({ ...place, ...inTime(6_000) });
  const resources = await pipelineResources(arn, place);
  const roles = await rolesOfPeople(iam);
  const others = roles.filter((role) => role !== own);
  const able: string[] = [];
  for (let from = 0; from < others.length; from += AT_ONCE) {
    const some = others.slice(from, from + AT_ONCE);
    const answers = await Promise.all(some.map((role) => mayAct(iam, role, resources)));
    able.push(...some.filter((_, index) => answers[index]));
  }
  return finding(able, others.length, roles.length >= MAX_ROLES);
}

function finding(able: string[], looked: number, isCut: boolean): DoctorFinding {
  const scope = `${looked} ${looked === 1 ? 'role' : 'roles'} examined${isCut ? ', the first of more' : ''}`;
  if (able.length === 0) return ok(SUBJECT, `none (${scope})`);
  const names = able.slice(0, NAMED).map((role) => partsOfArn(role).resource.replace(/^role\//, ''));
  const more = able.length > NAMED ? ` and ${able.length - NAMED} more` : '';
  return missing(SUBJECT, `${names.join(', ')}${more} (${scope}): deploy infra/guard.yml, docs/security.md`);
}

/** Without the roles of AWS's own services, which people cannot assume. */
async function rolesOfPeople(client: IAMClient): Promise<string[]> {
  const found: string[] = [];
  for await (const { Roles = [] } of paginateListRoles({ client }, {})) {
    found.push(...Roles.flatMap(({ Arn, Path }) => (Arn && !Path?.startsWith('/aws-service-role/') ? [Arn] : [])));
    if (found.length >= MAX_ROLES) break;
  }
  return found.slice(0, MAX_ROLES);
}

/** A stage and an action of each of the first pipelines: IAM allows by their ARNs. */
async function pipelineResources(worker: string, place: Setting['place']): Promise<string[]> {
  const { partition, region, account } = partsOfArn(worker);
  const client = new CodePipelineClient({ ...place, ...inTime(4_000) });
  const { pipelines = [] } = await client.send(new ListPipelinesCommand({ maxResults: MAX_PIPELINES }));
  const names = pipelines.length > 0 ? pipelines.flatMap(({ name }) => name ?? []) : ['any'];
  return names
    .slice(0, MAX_PIPELINES)
    .flatMap((name) => [`${name}/any`, `${name}/any/any`])
    .map((path) => `arn:${partition}:codepipeline:${region}:${account}:${path}`);
}

async function mayAct(client: IAMClient, PolicySourceArn: string, ResourceArns: string[]): Promise<boolean> {
  const command = new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames: guardedActions, ResourceArns });
  const { EvaluationResults = [] } = await client.send(command);
  return EvaluationResults.some(
    ({ EvalDecision, ResourceSpecificResults = [] }) =>
      EvalDecision === 'allowed' || ResourceSpecificResults.some((one) => one.EvalResourceDecision === 'allowed'),
  );
}
