import { GetParameterCommand, SSMClient, type SSMClientConfig } from '@aws-sdk/client-ssm';
import { inTime } from '../aws/client-config.ts';
import { NothingThere, type PolicyStore } from './policy-place.ts';

/** A parameter has a number for each version, and no condition for a read. */
export function ssmPolicy({ name }: { name: string }, config: SSMClientConfig = {}): PolicyStore {
  const client = new SSMClient({ ...inTime(2_000), ...config });
  return {
    async read(known) {
      const command = new GetParameterCommand({ Name: name, WithDecryption: true });
      const { Parameter: found } = await client.send(command).catch((error: unknown) => {
        const isMissing = error instanceof Error && error.name === 'ParameterNotFound';
        throw isMissing ? new NothingThere(`ssm:${name} does not exist`, { cause: error }) : error;
      });
      const id = String(found?.Version ?? '');
      return id === known ? undefined : { id, text: found?.Value ?? '' };
    },
  };
}
