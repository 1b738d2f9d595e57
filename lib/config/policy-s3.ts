import { GetObjectCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { inTime } from '../aws/client-config.ts';
import { tooLarge } from './messages.ts';
import { MOST_BYTES, NothingThere, type PolicyStore } from './policy-place.ts';

/** The bucket may be in another Region than the caller. */
export function s3Policy({ bucket, key }: { bucket: string; key: string }, config: S3ClientConfig = {}): PolicyStore {
  const client = new S3Client({ followRegionRedirects: true, ...inTime(2_000), ...config });
  return {
    async read(known) {
      const command = new GetObjectCommand({ Bucket: bucket, Key: key, IfNoneMatch: known });
      const found = await client.send(command).catch((error: unknown) => {
        if (statusOf(error) === 304) return undefined;
        throw statusOf(error) === 404
          ? new NothingThere(`s3://${bucket}/${key} does not exist`, { cause: error })
          : error;
      });
      if (found === undefined) return undefined;
      const size = found.ContentLength ?? 0;
      if (size > MOST_BYTES) throw new Error(tooLarge(`s3://${bucket}/${key}`, size, MOST_BYTES));
      const text = await found.Body?.transformToString('utf-8');
      return { id: found.ETag ?? '', text: text ?? '' };
    },
  };
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}
