import { CodePipelineClient, ListPipelinesCommand } from '@aws-sdk/client-codepipeline';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { assumeRole } from '../../aws/assume-role.ts';
import { inTime } from '../../aws/client-config.ts';
import { partsOfArn } from '../../core/text/arn.ts';
import type { Account } from '../../policy/file/schema-accounts.ts';
import { type Check, type DoctorFinding, failed, isDenied, missing, ok, unreadable, untold } from './finding.ts';
import type { Setting } from './setting.ts';

/** Checks that the caller can read CodePipeline, here and in each account and Region of the policy. */
export function pipelineChecks(setting: Setting): Check[] {
  const { policy, place } = setting;
  const here = check('pipelines', () => list('pipelines', new CodePipelineClient({ ...place, ...inTime(4_000) })));
  const elsewhere = (policy?.accounts ?? []).flatMap((account) => {
    const regions: (string | undefined)[] = account.regions ?? [place.region];
    return regions.map((region) => {
      const subject = `pipelines of ${account.name ?? account.id}${region ? ` in ${region}` : ''}`;
      return check(subject, () => listThere(subject, { account, region, setting }));
    });
  });
  return [here, ...elsewhere];
}

function check(subject: string, look: () => Promise<DoctorFinding>): Check {
  return { subject, look: async () => [await look()] };
}

async function list(subject: string, client: CodePipelineClient): Promise<DoctorFinding> {
  try {
    return await counted(subject, client);
  } catch (error) {
    return failed(subject, error);
  }
}

/** @throws the error of CodePipeline */
async function counted(subject: string, client: CodePipelineClient): Promise<DoctorFinding> {
  const { pipelines, nextToken } = await client.send(new ListPipelinesCommand({ maxResults: 100 }));
  if (pipelines === undefined) return unreadable(subject, 'pipelines');
  const count = `${pipelines.length}${nextToken ? ' and more' : ''}`;
  return ok(subject, pipelines.length === 0 ? 'readable; none found yet' : `readable; found ${count}`);
}

interface There {
  account: Account;
  region: string | undefined;
  setting: Setting;
}

/** Like the worker: with the role of that account, and without a role only in its own account. */
async function listThere(subject: string, { account, region, setting }: There): Promise<DoctorFinding> {
  const there = { ...(region ? { region } : {}), ...inTime(4_000) };
  const { id, role: arn, externalId = '' } = account;
  if (arn !== undefined) return listAs(subject, { arn, externalId }, there, setting.place.region);
  const own = await ownAccount(setting).catch((error: Error) => error);
  if (typeof own !== 'string') return failed(subject, own);
  if (own === id) return list(subject, new CodePipelineClient(there));
  const todo = 'create one there with infra/spoke.yml, and add it as role, with its externalId, under accounts';
  return missing(subject, `it has no role and is not Signalbox's own account (${own}): ${todo}`);
}

async function listAs(
  subject: string,
  role: { arn: string; externalId: string },
  there: { region?: string },
  own = '',
): Promise<DoctorFinding> {
  let isIn = false;
  try {
    const credentials = await assumeRole(role, own);
    isIn = true;
    return await counted(subject, new CodePipelineClient({ ...there, credentials: async () => credentials as never }));
  } catch (error) {
    // The role need not trust the caller. But if the role itself is denied, the worker is denied too.
    if (!isDenied(error)) return failed(subject, error);
    if (!isIn) return untold(subject, `you cannot assume ${role.arn}, and need not: only the worker uses it`);
    const todo =
      'update its stack from infra/spoke.yml, with this Region in Regions; or a policy of the organisation denies it';
    return missing(subject, `${role.arn} has no permission for codepipeline:ListPipelines: ${todo}`);
  }
}

async function ownAccount({ stack, place }: Setting): Promise<string> {
  const { account } = partsOfArn(stack?.functions.worker?.arn);
  if (account) return account;
  const { Account } = await new STSClient({ ...place, ...inTime(4_000) }).send(new GetCallerIdentityCommand({}));
  if (!Account) throw new Error('the answer has no account');
  return Account;
}
