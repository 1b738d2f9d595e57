import { commitUrl, type SourceChange, shortRevision } from '../../core/execution/change.ts';
import { changeTitle } from '../../core/execution/change-title.ts';
import { referencePage, repositoryOf } from '../../core/execution/repository.ts';
import type { Summary } from '../../core/execution/summary.ts';
import { truncate } from '../../core/text/truncate.ts';
import { COMPARE, moreSources } from './execution-messages.ts';
import { line, link, plain } from './text.ts';

/** Characters of a line. Beyond them, it loses its links, the least important first. */
const [LONG, SHORT] = [900, 450];

/** One line for each source. A failure links to the comparison with the last success. */
export function changeLines({ change, state }: Summary, count: number): string[] {
  if (!change || count === 0) return [];
  const { more = [], others } = change;
  const shown = [change, ...more].slice(0, count).map((one, index) => {
    const name = others > 0 && one.source ? `${plain(one.source, 60)}: ` : '';
    return fitted(one, name, state === 'FAILED', index === 0 ? LONG : SHORT);
  });
  const hidden = others + 1 - Math.min(count, more.length + 1);
  return [...shown.filter((text) => text !== ''), ...(hidden > 0 ? [moreSources(hidden)] : [])];
}

function fitted(change: SourceChange, name: string, isFailed: boolean, limit: number): string {
  const { message, revision = '', author, branch, tag, repository, compareUrl } = change;
  const title = changeTitle(message);
  const short = plain(shortRevision(revision), 60);
  const from = [repository, tag ? `tag ${tag}` : branch].filter((part) => part !== undefined);
  const by = [author ? `by ${line(author, 80)}` : '', from.length > 0 ? `on ${line(from.join(' '), 150)}` : ''];
  const commit = revision === '' ? '' : link(commitUrl(change), short);
  const full = text([commit, withReferences(title, change), ...by]);
  const compare = isFailed && compareUrl ? ` · ${link(compareUrl, COMPARE)}` : '';
  const forms = [full + compare, full, text([commit, line(title, 200), ...by])];
  const form = forms.find((one) => one.length + name.length <= limit) ?? text([short, line(title, 100), ...by]);
  return form === '' ? '' : name + form;
}

function text(parts: string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}

/** The numbers of pull requests become links. */
function withReferences(title: string, change: SourceChange): string {
  const repository = repositoryOf(change);
  if (!repository) return line(title, 200);
  const parts = truncate(title, 200).split(/(?<=^|[\s(])([#!]\d{1,8})(?=$|[\s).,:;])/);
  return parts
    .map((part, index) => link(index % 2 === 1 ? referencePage(repository, part) : undefined, plain(part, 200)))
    .join('');
}
