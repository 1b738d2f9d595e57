/** Times from an iCalendar file, read together with the policy and packaged with it. */
export interface Calendar {
  events: CalendarEvent[];
}

/** All times are local times of `zone` (see `zone.ts`). Without a zone (whole days), the freeze's zone applies. */
export interface CalendarEvent {
  zone?: string;
  start: number;
  /** Milliseconds on the wall clock, then elapsed milliseconds. */
  lasts: { local: number; elapsed: number };
  /** RRULEs without a start; UNTIL is a local time. */
  rules: string[];
  /** `also`: RDATE. `not`: EXDATE and occurrences that a RECURRENCE-ID replaces. */
  also: number[];
  not: number[];
}
