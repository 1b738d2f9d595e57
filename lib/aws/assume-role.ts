import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { Credentials } from './accounts.ts';
import { inTime } from './client-config.ts';

/** By our ARN in each account, of which this is the end, we know our own closings of transitions again. */
const SESSION = 'signalbox';

export interface Role {
  arn: string;
  externalId: string;
}

/** @throws what STS says */
export function assumeRole({ arn, externalId }: Role, region: string): Promise<Credentials> {
  const assume = fromTemporaryCredentials({
    params: { RoleArn: arn, ExternalId: externalId, RoleSessionName: SESSION },
    // Of the worker's own Region: another account's may be one that this account never enabled.
    clientConfig: { ...(region === '' ? {} : { region }), ...inTime(2_000) },
  });
  return assume();
}
