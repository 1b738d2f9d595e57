import { expect } from 'vitest';

/** The draws have to bring about each of these. */
export function reached(seen: object, times: number): void {
  for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThanOrEqual(times);
}
