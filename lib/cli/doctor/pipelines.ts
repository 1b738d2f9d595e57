import { CodePipelineClient, ListPipelinesCommand } from '@aws-sdk/client-codepipeline';
import { assumeRole } from '../../assume-role.ts';
import { inTime } from '../../aws-config.ts';
import type { Account } from '../../policy/schema-accounts.ts';
import { type Check, type Finding, failed, isDenied, ok, untold } from './finding.ts';
import type { Setting } from './setting.ts';

/** What of CodePipeline whoever asks can read: here, and in each account and Region of the policy. */
export function pipelineChecks({ policy, place }: Setting): Check[] {
  const here = check('pipelines', () => list('pipelines', new CodePipelineClient({ ...place, ...inTime(4_000) })));
  const elsewhere = (policy?.accounts ?? []).flatMap((account) => {
    const regions: (string | undefined)[] = account.regions ?? [place.region];
    return regions.map((region) => {
      const subject = `pipelines of ${account.name ?? account.id}${region ? ` in ${region}` : ''}`;
      return check(subject, () => listAs(subject, account, region, place.region));
    });
  });
  return [here, ...elsewhere];
}

function check(subject: string, look: () => Promise<Finding>): Check {
  return { subject, look: async () => [await look()] };
}

async function list(subject: string, client: CodePipelineClient): Promise<Finding> {
  try {
    const { pipelines = [], nextToken } = await client.send(new ListPipelinesCommand({ maxResults: 100 }));
    const count = `${pipelines.length}${nextToken ? ' and more' : ''}`;
    return ok(subject, pipelines.length === 0 ? 'can be read; there are none yet' : `can be read; there are ${count}`);
  } catch (error) {
    return failed(subject, error);
  }
}

/** As the worker does, but the role need not let in whoever asks: it was made for the worker alone. */
async function listAs(
  subject: string,
  { role: arn, externalId = '' }: Account,
  region: string | undefined,
  own = '',
): Promise<Finding> {
  const there = { ...(region ? { region } : {}), ...inTime(4_000) };
  if (arn === undefined) return list(subject, new CodePipelineClient(there));
  try {
    const credentials = await assumeRole({ arn, externalId }, own);
    return await list(subject, new CodePipelineClient({ ...there, credentials: async () => credentials as never }));
  } catch (error) {
    if (!isDenied(error)) return failed(subject, error);
    return untold(subject, `${arn} does not let you in, and need not: it is there for the worker alone`);
  }
}
