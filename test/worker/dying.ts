export interface Death {
  step: number;
  when: 'before' | 'after';
}

/** A worker that dies at one of its steps, before the step, or after it and before the worker has
 *  its result. A dead worker never continues. */
export function dying(kill: Death) {
  let step = 0;
  let die = () => {};
  const death = () => {
    die();
    return new Promise<never>(() => {});
  };
  return {
    steps: () => step,
    async through<T>(go: () => T | Promise<T>): Promise<T> {
      const mine = step++;
      if (mine === kill.step && kill.when === 'before') return death();
      const value = await go();
      return mine === kill.step ? death() : value;
    },
    /** @returns whether the worker lived */
    lived(work: () => Promise<void>): Promise<boolean> {
      const died = new Promise<boolean>((done) => {
        die = () => done(false);
      });
      return Promise.race([work().then(() => true), died]);
    },
  };
}
