import { LONGEST_SCHEDULE } from '../../core/base/timing.ts';
import { MINUTE } from '../../core/base/units.ts';
import type { ScheduleCommand } from '../../core/command/types.ts';
import { duration } from '../../core/text/duration.ts';
import { ending, Misuse } from './arguments.ts';
import { afterDuration, instantFrom, type Typed } from './end-time.ts';
import type { Slots } from './keywords.ts';
import { sentences } from './messages.ts';

export function releaseTime(
  { time, in: length, when }: Slots['named'],
  typed: Typed,
): Pick<ScheduleCommand, 'at'> | undefined {
  if ([time, length, when].filter((one) => one !== undefined).length > 1) throw new Misuse(sentences.oneTime);
  if (when) return afterFreeze(when.join(' '));
  if (!time && !length) return undefined;
  const at = ending(length ? afterDuration(length, typed.at) : instantFrom(time ?? [], typed));
  if (at <= typed.at) throw new Misuse(sentences.releaseInPast);
  if (at - typed.at > LONGEST_SCHEDULE) throw new Misuse(sentences.releaseTooFar(duration(LONGEST_SCHEDULE)));
  return { at: Math.ceil(at / MINUTE) * MINUTE };
}

function afterFreeze(text: string): Pick<ScheduleCommand, 'at'> {
  if (!/^(?:the )?(?:freezes?|frozen) (?:ends?|(?:is|are) over)$|^unfrozen$/i.test(text)) {
    throw new Misuse(sentences.notYetEnded(text));
  }
  return {};
}
