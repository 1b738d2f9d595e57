/** An iCalendar file as far as it says when: read once, when the policy is read, and packaged with it. */
export interface Calendar {
  events: CalendarEvent[];
}

/** All times are local ones of `zone`, as in `zone.ts`; without a zone they are everybody's own (whole days). */
export interface CalendarEvent {
  zone?: string | undefined;
  start: number;
  /** On the wall clock, then elapsed. */
  lasts: { local: number; elapsed: number };
  /** RRULEs without a start; an UNTIL in them is local. */
  rules: string[];
  /** RDATE, EXDATE, and what a RECURRENCE-ID says anew. */
  also: number[];
  not: number[];
}
