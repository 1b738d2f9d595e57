import { existsSync } from 'node:fs';

/** Chromium's shell without windows comes first, because it needs a quarter less CPU. */
export const places = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Finds the installed Chromium. CHROMIUM has the path of another one. */
export function findChromium(): string | undefined {
  return process.env.CHROMIUM ?? places.find((path) => existsSync(path));
}
