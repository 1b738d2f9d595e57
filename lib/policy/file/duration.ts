/** A number that is not zero, and its unit. Six digits, because nobody means more. */
export const DURATION = /^(?<count>[1-9]\d{0,5})(?<unit>[smhd])$/;

const units: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a `DURATION`: `30s`, `10m`, `4h`, `2d`. */
export function milliseconds(text: string): number {
  const { count, unit = '' } = DURATION.exec(text)?.groups ?? {};
  return Number(count) * (units[unit] ?? Number.NaN);
}
