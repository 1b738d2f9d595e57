/** Replaces the time limit, because a worker that died would otherwise continue after twelve seconds of real time. */
export function patiently<T>(answer: Promise<T>): Promise<T> {
  return answer;
}

/** Lets one worker at a time make one step, and decides which worker dies. */
export function createStage(choice: number[], maxDeaths = 6) {
  const waiting: { go: () => Promise<unknown>; answer: (value: unknown) => void }[] = [];
  let turn = 0;
  const pick = (below: number) => ((choice[turn++ % choice.length] ?? 0) * 7919) % below;

  const stage = {
    now: 0,
    deaths: 0,
    /** From now on, no worker dies. */
    spare() {
      maxDeaths = 0;
    },
    pass<T>(go: () => Promise<T>): Promise<T> {
      return new Promise((resolve) => {
        waiting.push({ go, answer: (value) => resolve(value as T) });
      });
    },
    /** Runs the workers until none can continue.
     *  @returns the workers that died */
    async settle(workers: (() => Promise<void>)[]): Promise<(() => Promise<void>)[]> {
      const unfinished = new Set(workers);
      for (const worker of workers) void worker().then(() => unfinished.delete(worker));
      for (;;) {
        await new Promise((next) => setImmediate(next));
        const [move] = waiting.splice(pick(Math.max(1, waiting.length)), 1);
        if (!move) return [...unfinished];
        const fate = pick(20);
        const dies = fate < 2 && stage.deaths < maxDeaths;
        if (dies) stage.deaths++;
        if (dies && fate === 0) continue; // died before it happened
        const value = await move.go();
        if (!dies) move.answer(value);
      }
    },
  };
  return stage;
}
