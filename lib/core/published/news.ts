/** What a worker found where the policy is published. */
export interface PublishedNews {
  /** When a worker first read it. */
  at: number;
  /** `s3://…` or `ssm:/…` */
  from: string;
  /** Of the document: an ETag, or a number. */
  id: string;
  /** Of the policy that holds: this one, or the last good one if this one has problems. */
  version: string;
  problems?: string[];
}

/** The first news of a document stays: each worker reads it at another instant. */
export function newest(a: PublishedNews | undefined, b: PublishedNews | undefined): PublishedNews | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return b.id === a.id || b.at < a.at ? a : b;
}
