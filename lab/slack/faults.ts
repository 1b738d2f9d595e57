/** Faults of Slack, on demand. */
export type Fault = (
  | { kind: 'down' }
  | { kind: 'unavailable' }
  /** The work is done at once and the answer comes late, in real milliseconds: a caller may give up first. */
  | { kind: 'slow'; ms: number }
  /** The work is done and the answer is lost: a client that repeats the call does it twice. */
  | { kind: 'lost-answer' }
  | { kind: 'error'; error: string }
) & {
  /** Every method when left out. */
  methods?: string[];
  /** For so many calls. */
  times?: number;
  /** Over at this instant of the lab's clock. */
  until?: number;
};

export interface Faults {
  /** Returns what clears it. */
  add(fault: Fault): () => void;
  clear(): void;
  active(now: number): Fault[];
  /** The oldest fault that meets this call, counted. */
  meet(method: string, now: number): Fault | undefined;
}

export function createFaults(): Faults {
  let standing: { fault: Fault; left: number }[] = [];

  function current(now: number) {
    standing = standing.filter(({ fault, left }) => left > 0 && now < (fault.until ?? Number.POSITIVE_INFINITY));
    return standing;
  }

  return {
    add(fault) {
      const entry = { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
      standing.push(entry);
      return () => {
        standing = standing.filter((one) => one !== entry);
      };
    },
    clear() {
      standing = [];
    },
    active: (now) => current(now).map(({ fault }) => fault),
    meet(method, now) {
      const met = current(now).find(({ fault }) => !fault.methods || fault.methods.includes(method));
      if (met) met.left -= 1;
      return met?.fault;
    },
  };
}
