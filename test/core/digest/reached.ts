import { expect } from 'vitest';

/** The random draws must reach each of these cases. */
export function reached(seen: object, times: number): void {
  for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThanOrEqual(times);
}
