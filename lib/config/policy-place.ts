/** Where a policy is published: `s3://BUCKET/KEY` or `ssm:/NAME`. */
export type PolicyPlace = { type: 's3'; bucket: string; key: string } | { type: 'ssm'; name: string };

export const PLACE_FORM = /^(s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/[\w!.*'()/-]+|ssm:(\/[\w.-]+)+)$/;
export const placesAre = 'expected s3://BUCKET/KEY or ssm:/NAME, as s3://my-bucket/signalbox/policy.json';

/** @returns undefined if the text has another form */
export function placeFrom(text: string): PolicyPlace | undefined {
  if (!PLACE_FORM.test(text)) return undefined;
  if (text.startsWith('ssm:')) return { type: 'ssm', name: text.slice('ssm:'.length) };
  const [bucket = '', ...key] = text.slice('s3://'.length).split('/');
  return { type: 's3', bucket, key: key.join('/') };
}

/** Bytes. The worker keeps the last good one in an item of its table. */
export const MOST_BYTES = 1_000_000;

export interface PolicyStore {
  /** @param known the id of the version that is known
   *  @returns undefined if that is still the version
   *  @throws NothingThere, and if the place cannot be read */
  read(known?: string): Promise<PublishedText | undefined>;
}

export interface PublishedText {
  id: string;
  text: string;
}

export class NothingThere extends Error {
  override name = 'NothingThere';
}
