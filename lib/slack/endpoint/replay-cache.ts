/** Requests that were served in this process, by their signature. It spares work; that nothing is done twice does not
 *  rest on it: another process knows nothing of it, and the same vote is the same fact however often it comes. */
export interface ReplayCache {
  has(signature: string, now: number): boolean;
  add(signature: string, now: number): void;
}

/** Milliseconds: after these, every request of then is stale. */
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
      // A map keeps the order in which things were put into it.
      for (const [oldest, at] of since) {
        if (since.size <= most && now - at < KEPT) return;
        since.delete(oldest);
      }
    },
  };
}
