import type { Kind, NativeEvent } from './events.ts';

/** Faults of EventBridge's delivery. `by`: milliseconds of delay of the event or its duplicate. */
export interface DeliveryRule {
  match: { kind?: Kind; pipeline?: string; stage?: string; action?: string; state?: string };
  do: 'late' | 'twice' | 'never';
  by?: number;
}

export interface DeliveryOptions {
  /** The first that matches decides. May be changed at any time. */
  rules: DeliveryRule[];
  now: () => number;
  later: (at: number, run: () => void) => void;
  /** Misfortune for the events no rule is about: out of 1, how many of each. The same seed brings the same
   *  misfortune. */
  random?: { seed: number; late?: number; twice?: number; never?: number; by?: number };
}

type Emit = (event: NativeEvent) => void;
type Fate = { do: DeliveryRule['do'] | 'on time'; by: number };

export function deliver(emit: Emit, { rules, now, later, random }: DeliveryOptions): Emit {
  const misfortune = random ? lottery(random) : () => ON_TIME;

  return (event) => {
    const rule = rules.find(({ match }) => matches(match, event));
    const fate = rule ? { do: rule.do, by: rule.by ?? (rule.do === 'late' ? 5000 : 0) } : misfortune();
    switch (fate.do) {
      case 'never':
        break;
      case 'late':
        later(now() + fate.by, () => emit(event));
        break;
      case 'twice':
        emit(event);
        if (fate.by > 0) later(now() + fate.by, () => emit(event));
        else emit(event);
        break;
      case 'on time':
        emit(event);
        break;
      default:
        throw new Error('No such fate', { cause: fate.do satisfies never });
    }
  };
}

const ON_TIME: Fate = { do: 'on time', by: 0 };

function matches({ kind, ...fields }: DeliveryRule['match'], { detail, ...event }: NativeEvent): boolean {
  if (kind && event['detail-type'] !== `CodePipeline ${kind} Execution State Change`) return false;
  return Object.entries(fields).every(([field, value]) => value === undefined || detail[field] === value);
}

function lottery({ seed, late = 0, twice = 0, never = 0, by = 5000 }: NonNullable<DeliveryOptions['random']>) {
  const draw = mulberry32(seed);
  return (): Fate => {
    const drawn = draw();
    // Drawn even when nothing is late, so that changing one share leaves the others' events alone.
    const delay = Math.round(draw() * by);
    if (drawn < never) return { do: 'never', by: 0 };
    if (drawn < never + twice) return { do: 'twice', by: delay };
    if (drawn < never + twice + late) return { do: 'late', by: delay };
    return ON_TIME;
  };
}

/** Tommy Ettinger's generator: a seed and four lines, good enough to spread misfortune. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
