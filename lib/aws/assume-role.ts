import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { Credentials } from './accounts.ts';
import { inTime } from './client-config.ts';

/** The last part of our ARN in each account. It identifies the transitions that Signalbox disabled. */
const SESSION = 'signalbox';

export interface Role {
  arn: string;
  externalId: string;
}

export function assumeRole({ arn, externalId }: Role, region: string): Promise<Credentials> {
  const assume = fromTemporaryCredentials({
    params: { RoleArn: arn, ExternalId: externalId, RoleSessionName: SESSION },
    // STS in the worker's own Region: this account may not have enabled the other account's Region.
    clientConfig: { ...(region === '' ? {} : { region }), ...inTime(2_000) },
  });
  return assume();
}
