import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Locator, type Page } from 'playwright-core';
import { startLab } from '../lab.ts';
import { rest } from '../quiet.ts';
import { known, readScenarios } from '../scenario.ts';
import { site } from '../site.ts';
import { findChromium, places } from './chromium.ts';
import { FOLDER, pictures } from './pictures.ts';
import { showPicture } from './show.ts';

/** `npm run pictures`: plays the scenarios in the lab, in virtual time, and takes the README's pictures of its page. */

const executablePath = findChromium();
if (executablePath === undefined) {
  console.error(`No Chromium in ${places.join(', ')}. Its path goes into CHROMIUM.`);
  process.exit(1);
}

/** A Friday evening: the freeze of the picture is a weekend's. */
const START = Date.parse('2026-11-27T17:00:00Z');

const scenarios = await readScenarios();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
await mkdir(FOLDER, { recursive: true });
for (const picture of pictures) {
  const lab = await startLab({
    speed: 'virtual',
    start: START,
    channels: [{ id: 'C0DEPLOYS', name: 'deploys' }],
    topics: ['signalbox'],
    other: (running) => site(running, scenarios),
  });
  await lab.begin(known(scenarios, picture.scenario));
  await rest(lab);
  const page = await browser.newPage({ timezoneId: 'UTC' });
  const shown = await showPicture(page, `http://127.0.0.1:${lab.port}`, picture);
  const path = join(FOLDER, `${picture.name}.webp`);
  await writeFile(path, await webp(page, shown));
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.close();
  await lab.stop();
  console.log(path);
}
await browser.close();

/** Playwright itself takes PNG and JPEG only. WebP is a third of the size. */
async function webp(page: Page, shown: Locator): Promise<Buffer> {
  const box = await shown.boundingBox();
  if (!box) throw new Error('There is nothing to take a picture of.');
  const devtools = await page.context().newCDPSession(page);
  const clip = { ...box, scale: 2 };
  const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: 90, clip });
  return Buffer.from(data, 'base64');
}
