/** A worker's reading of the published policy. */
export interface PublishedNews {
  at: number;
  /** `s3://…` or `ssm:/…` */
  from: string;
  /** Version of the document: an ETag, or a number. */
  id: string;
  /** Version of the policy that holds: this one, or the last good one if this one has problems. */
  version: string;
  problems?: string[];
}

/** The first news of a document stays: each worker reads it at another instant. */
export function newest(a: PublishedNews | undefined, b: PublishedNews | undefined): PublishedNews | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return b.id === a.id || b.at < a.at ? a : b;
}
