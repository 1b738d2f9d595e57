import { randomUUID } from 'node:crypto';
import { Refused } from './refused.ts';

/** The right to open one modal for the person who interacted, within three seconds. */
export interface Triggers {
  mint(user: string): string;
  /** @returns the person of the trigger
   *  @throws Refused */
  exchange(id: string): string;
}

const LIFE = 3_000;

/** @param real milliseconds of life, not of the lab: no caller gets faster when its clock runs */
export function createTriggers(real: () => number): Triggers {
  const minted = new Map<string, { user: string; at: number; used: boolean }>();
  return {
    mint(user) {
      const id = `${minted.size + 1}.${Math.floor(real())}.${randomUUID().replaceAll('-', '')}`;
      minted.set(id, { user, at: real(), used: false });
      return id;
    },
    exchange(id) {
      const trigger = minted.get(id);
      if (!trigger) throw new Refused('invalid_trigger_id');
      if (trigger.used) throw new Refused('exchanged_trigger_id');
      if (real() - trigger.at > LIFE) throw new Refused('expired_trigger_id');
      trigger.used = true;
      return trigger.user;
    },
  };
}
