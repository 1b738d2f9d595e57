import { consoleUrl } from '../../core/execution/console-url.ts';
import { isRevisionLink } from './revision-link.ts';
import { moment, standalone } from './text.ts';

/** A sentence of the core with its mentions, instants and links; all other markup in it stays text. */

const MENTION = /<@[UW][A-Z0-9]+>/;
const LINK = /<https:\/\/[^\s<>|]+\|[^<>|\n]{1,320}>/;
const INSTANT = /\b\d{4}-\d\d-\d\d \d\d:\d\d UTC\b/;
const OURS = [MENTION, LINK, INSTANT];

/** Private characters that stand for our markup while the rest is escaped. */
const [OPEN, CLOSE] = ['\ue000', '\ue001'];
const PLACE = new RegExp(`${OPEN}(\\d+)${CLOSE}`, 'g');
const STRAY = new RegExp(`${OPEN}\\d*|${CLOSE}`, 'g');

/** @param limit characters as shown, without the addresses of links */
export function sentence(text: string, limit: number, forms = OURS): string {
  const ours: string[] = [];
  const held = text
    .replace(STRAY, '')
    .replace(new RegExp(forms.map(({ source }) => source).join('|'), 'g'), (markup) =>
      isOurs(markup) ? `${OPEN}${ours.push(markup) - 1}${CLOSE}` : markup,
    );
  return standalone(held, limit)
    .replace(PLACE, (_, index: string) => rendered(ours[Number(index)] ?? ''))
    .replace(STRAY, '');
}

/** A sentence of the core that mentions no one: only its instants are shown in the reader's time. */
export function dated(text: string, limit: number): string {
  return sentence(text, limit, [INSTANT]);
}

/** Links to CodePipeline's console, commits and comparisons only: outside text must not look like our links. */
function isOurs(markup: string): boolean {
  const [, address, label = ''] = /^<(https:[^|]+)\|([^>]*)>$/.exec(markup) ?? [];
  return address === undefined || address === urlOf(address) || isRevisionLink(address, label);
}

/** The address as we write it for the same execution. */
function urlOf(address: string): string | undefined {
  const { pathname = '', searchParams } = URL.parse(address) ?? {};
  const [, pipeline, execution] = /\/pipelines\/([\w.%-]+)\/executions\/([\w.%-]+)\//.exec(pathname) ?? [];
  if (pipeline === undefined || execution === undefined || /%(?![0-9A-F]{2})/.test(pathname)) return undefined;
  const named = { pipeline: decodeURIComponent(pipeline), executionId: decodeURIComponent(execution) };
  return consoleUrl({ account: '', region: searchParams?.get('region') ?? '', ...named });
}

function rendered(markup: string): string {
  if (markup.startsWith('<@')) return markup;
  if (markup.startsWith('<')) return markup.replaceAll('&', '&amp;');
  return moment(Date.parse(markup.replace(' UTC', 'Z').replace(' ', 'T')));
}
