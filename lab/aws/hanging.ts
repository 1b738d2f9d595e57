import type { ServerResponse } from 'node:http';

/** The requests that get no answer on purpose. Whoever sent them waits for their own time-out, in real time. */
export interface Hanging {
  add(res: ServerResponse): void;
  some(): boolean;
}

/** @param tell called when the first hangs, and when the last is given up */
export function createHanging(tell: (isHanging: boolean) => void): Hanging {
  const all = new Set<ServerResponse>();
  return {
    add(res) {
      all.add(res);
      if (all.size === 1) tell(true);
      res.once('close', () => {
        all.delete(res);
        if (all.size === 0) tell(false);
      });
    },
    some: () => all.size > 0,
  };
}
