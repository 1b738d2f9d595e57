/** A clock that jumps to the next planned action when all work of the current instant is done. */
export function createTime(start: number) {
  let now = start;
  let count = 0;
  const coming: { at: number; n: number; act: () => void }[] = [];

  function after(milliseconds: number, act: () => void): void {
    const one = { at: now + milliseconds, n: count++, act };
    let [low, high] = [0, coming.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((coming[middle]?.at ?? 0) <= one.at) low = middle + 1;
      else high = middle;
    }
    coming.splice(low, 0, one);
  }

  return {
    now: () => now,
    after,
    /** Sets the clock before any action is planned. */
    begin(instant: number): void {
      now = instant;
    },
    pass: (milliseconds: number) => new Promise<void>((done) => after(milliseconds, done)),
    async until(instant: number): Promise<void> {
      for (;;) {
        // After this, all work of the last instant that does not wait is done.
        await new Promise((done) => setImmediate(done));
        const next = coming[0];
        if (!next || next.at > instant) break;
        coming.shift();
        now = next.at;
        next.act();
      }
      now = instant;
    },
  };
}
