import { GetParameterCommand, PutParameterCommand, SSMClient, type SSMClientConfig } from '@aws-sdk/client-ssm';
import { inTime } from '../aws/client-config.ts';
import { NothingThere, type PolicyStore } from './policy-place.ts';

export function ssmPolicy({ name }: { name: string }, config: SSMClientConfig = {}): PolicyStore {
  const client = new SSMClient({ ...inTime(2_000), ...config });

  async function get() {
    const command = new GetParameterCommand({ Name: name, WithDecryption: true });
    const { Parameter } = await client.send(command).catch((error: unknown) => {
      const isMissing = error instanceof Error && error.name === 'ParameterNotFound';
      throw isMissing ? new NothingThere(`the parameter ${name} does not exist`, { cause: error }) : error;
    });
    return Parameter;
  }

  return {
    async read(known) {
      const found = await get();
      const id = String(found?.Version ?? '');
      return id === known ? undefined : { id, text: found?.Value ?? '' };
    },
    async write(text) {
      const isThere = await get().then(
        () => true,
        (error: unknown) => {
          if (error instanceof NothingThere) return false;
          throw error;
        },
      );
      // One that is there keeps its type, which may be SecureString. More than 4 KB need the advanced tier.
      const how = {
        Overwrite: isThere,
        Tier: 'Intelligent-Tiering',
        ...(isThere ? {} : { Type: 'String' as const }),
      } as const;
      await client.send(new PutParameterCommand({ Name: name, Value: text, ...how }));
    },
  };
}
