import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { inTime } from '../../aws/client-config.ts';
import { NothingThere, type PolicyPlace, type PolicyStore } from '../../config/policy-place.ts';
import { s3Policy } from '../../config/policy-s3.ts';
import { ssmPolicy } from '../../config/policy-ssm.ts';

/** A place that can be written too: only the command line does that. */
export interface WritablePlace extends PolicyStore {
  write(text: string): Promise<void>;
}

export function writablePlace(place: PolicyPlace, config: { region?: string; endpoint?: string } = {}): WritablePlace {
  switch (place.type) {
    case 's3':
      return s3Place(place, config);
    case 'ssm':
      return ssmPlace(place, config);
    default:
      return place satisfies never;
  }
}

function s3Place({ bucket, key }: { bucket: string; key: string }, config: object): WritablePlace {
  const client = new S3Client({ followRegionRedirects: true, ...inTime(10_000), ...config });
  return {
    ...s3Policy({ bucket, key }, config),
    async write(text) {
      const object = { Bucket: bucket, Key: key, Body: text, ContentType: 'text/plain; charset=utf-8' };
      await client.send(new PutObjectCommand(object));
    },
  };
}

function ssmPlace({ name }: { name: string }, config: object): WritablePlace {
  const client = new SSMClient({ ...inTime(10_000), ...config });
  const reader = ssmPolicy({ name }, config);

  async function isThere(): Promise<boolean> {
    try {
      await reader.read();
      return true;
    } catch (error) {
      if (error instanceof NothingThere) return false;
      throw error;
    }
  }

  return {
    ...reader,
    async write(text) {
      // One that is there keeps its type, which may be SecureString. More than 4 KB need the advanced tier.
      const how = (await isThere()) ? { Overwrite: true } : { Overwrite: false, Type: 'String' as const };
      await client.send(new PutParameterCommand({ Name: name, Value: text, Tier: 'Intelligent-Tiering', ...how }));
    },
  };
}
