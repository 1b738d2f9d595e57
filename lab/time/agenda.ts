/** Things to do at an instant of the lab's clock. */
export interface Agenda {
  at(at: number, run: () => void): void;
  /** The steps of one scenario: those of one instant happen side by side, a later one waits for them. */
  turns(scenario: string): (at: number, what: string, step: () => void | Promise<void>) => void;
  /** What is still to come or under way. */
  size(): number;
  /** The next instant at which something is due. */
  nextAt(): number | undefined;
  /** Does whatever is due. */
  run(): void;
  /** What could not be done. */
  failures: readonly string[];
}

export function createAgenda(now: () => number, complain: (failure: string) => void): Agenda {
  const entries: { at: number; run: () => void }[] = [];
  const failures: string[] = [];
  let underWay = 0;

  async function attempt(what: string, step: () => void | Promise<void>): Promise<void> {
    underWay += 1;
    try {
      await step();
    } catch (error) {
      const failure = `${what}: ${error instanceof Error ? error.message : String(error)}`;
      failures.push(failure);
      complain(failure);
    } finally {
      underWay -= 1;
    }
  }

  function turns(scenario: string) {
    const doing = new Map<Promise<void>, number>();
    return (at: number, what: string, step: () => void | Promise<void>) => {
      entries.push({ at, run: () => begin(at, `${scenario}, ${what}`, step) });
    };

    function begin(at: number, what: string, step: () => void | Promise<void>): void {
      const earlier = [...doing].filter(([, began]) => began < at).map(([done]) => done);
      const done = attempt(what, earlier.length === 0 ? step : () => Promise.all(earlier).then(step));
      doing.set(done, at);
      void done.then(() => doing.delete(done));
    }
  }

  return {
    at: (at, run) => void entries.push({ at, run }),
    turns,
    size: () => entries.length + underWay,
    nextAt: () => (entries.length === 0 ? undefined : Math.min(...entries.map(({ at }) => at))),
    run() {
      for (;;) {
        entries.sort((a, b) => a.at - b.at);
        const next = entries[0];
        if (!next || next.at > now()) return;
        entries.shift();
        next.run();
      }
    },
    failures,
  };
}
