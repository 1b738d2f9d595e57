/** Signatures of requests that this process served. The cache saves work, but correctness does not depend on it: other
 *  processes do not share it, and a repeated vote is the same fact. */
export interface ReplayCache {
  has(signature: string, now: number): boolean;
  add(signature: string, now: number): void;
}

/** Milliseconds. Older requests are stale anyway. */
const KEPT = 600_000;

export function createReplayCache(most = 10_000): ReplayCache {
  const since = new Map<string, number>();

  return {
    has(signature, now) {
      const at = since.get(signature);
      return at !== undefined && now - at < KEPT;
    },
    add(signature, now) {
      since.delete(signature);
      since.set(signature, now);
      // A Map keeps the order of insertion.
      for (const [oldest, at] of since) {
        if (since.size <= most && now - at < KEPT) return;
        since.delete(oldest);
      }
    },
  };
}
