import { GIVE_UP_NOTIFYING } from '../base/timing.ts';
import type { ExecutionRef } from '../execution/facts.ts';
import type { TellLock } from '../model/effect.ts';
import type { Intent } from '../model/intent.ts';

export function tellLock(
  key: string,
  kind: 'level' | 'once',
  execution: ExecutionRef,
  news: TellLock['news'],
  because: string,
): Intent {
  const effect = { type: 'tellLock', execution, news } as const;
  return { key, kind, effect, because, after: [], from: 0, giveUp: GIVE_UP_NOTIFYING };
}
