/** The lab's time. Milliseconds since the epoch everywhere. */
export interface Clock {
  now(): number;
  /** Jump ahead by so many milliseconds. */
  skip(ms: number): void;
  /** What another thread needs to read the same time. */
  setting(): ClockSetting;
}

export interface ClockSetting {
  /** Real instant at which the clock read `shown`. */
  from: number;
  shown: number;
  /** 0: the clock stands still. */
  speed: number;
}

export function read({ from, shown, speed }: ClockSetting, real: number): number {
  return Math.round(shown + (real - from) * speed);
}

/** Real time, or faster. */
export function createClock({ speed = 1, real = Date.now }: { speed?: number; real?: () => number } = {}): Clock {
  let setting: ClockSetting = { from: real(), shown: real(), speed };
  return {
    now: () => read(setting, real()),
    skip(ms) {
      const at = real();
      setting = { from: at, shown: read(setting, at) + ms, speed };
    },
    setting: () => setting,
  };
}

/** Virtual time: moves by skips only. */
export function createStillClock(start: number): Clock {
  let shown = start;
  return {
    now: () => shown,
    skip(ms) {
      shown += ms;
    },
    setting: () => ({ from: 0, shown, speed: 0 }),
  };
}
