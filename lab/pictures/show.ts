import type { Locator, Page } from 'playwright-core';
import type { LabState } from '../page/state.ts';
import type { Picture } from './pictures.ts';

/** CSS pixels: GitHub shows a README about as wide. */
const WIDTH = 736;

/** Runs in the page. It hides the previews with a style sheet, because the page would draw removed elements again. */
const WITHOUT_PREVIEWS = `{
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('.preview { display: none; }');
  document.adoptedStyleSheets = [sheet];
}`;

/** Opens the lab's page with the messages of one picture only, and without the lab's own additions to Slack.
 *  @param home the address of a lab at rest
 *  @returns what to take a picture of */
export async function showPicture(page: Page, home: string, picture: Picture): Promise<Locator> {
  const answer = await fetch(`${home}/lab/state`);
  const state = only((await answer.json()) as LabState, picture);
  await page.route('**/lab/state', (route) => route.fulfill({ json: state }));
  await page.setViewportSize({ width: WIDTH + 24, height: 1400 });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(home);
  if (picture.home) {
    await page.getByLabel('Press as').selectOption(picture.home);
    await page.getByRole('button', { name: '⌂ Home' }).click();
    await page.getByRole('article', { name: 'Home' }).waitFor();
    return page.locator('#pane');
  }
  await page
    .locator('.message')
    .nth(picture.messages.length - 1)
    .waitFor();
  await page.evaluate(WITHOUT_PREVIEWS);
  return page.locator('#pane');
}

function only(state: LabState, { messages }: Picture): LabState {
  const isWanted = (text: string) => messages.some((wanted) => text.includes(wanted));
  const channels = state.slack.channels.map((channel) => ({
    ...channel,
    messages: channel.messages.filter(({ text, broadcast }) => !broadcast && isWanted(text)),
  }));
  return { ...state, why: [], slack: { ...state.slack, channels } };
}
