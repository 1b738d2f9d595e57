export interface PublishedNews {
  at: number;
  from: string;
  /** Version of the document: an ETag, or a number. */
  id: string;
  /** Version of the policy that holds: this one, or the last good one if this one has problems. */
  version: string;
  problems?: string[];
}

/** The first news of a document stays, because each worker reads it at another instant. After an upgrade the same document
 *  may be right or wrong for the first time. */
export function newest(a: PublishedNews | undefined, b: PublishedNews | undefined): PublishedNews | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const isSame = b.id === a.id && (b.problems === undefined) === (a.problems === undefined);
  return isSame || b.at < a.at ? a : b;
}
