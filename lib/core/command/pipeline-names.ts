import type { PipelineSnapshot, StatusSnapshot } from './shared-state.ts';

/** What pipelines are called where there are several places to have one of a name: as it can be said in a command. */

export function calledAmong({ ref, accountName }: PipelineSnapshot, all: PipelineSnapshot[]): string {
  const accounts = new Set(all.map((one) => one.ref.account));
  const regions = new Set(all.filter((one) => one.ref.account === ref.account).map((one) => one.ref.region));
  const account = accounts.size > 1 ? [accountName ?? ref.account] : [];
  const region = regions.size > 1 ? [ref.region] : [];
  return [...account, ...region, ref.pipeline].join('/');
}

/** There is none of that name, as far as could be seen. */
export function noPipeline(named: string, where: string[] | undefined, { unread }: StatusSnapshot): string {
  const places = where ? `in ${where.join(' ')}` : 'in the accounts and Regions that Signalbox serves';
  const none = unread?.length ? 'Signalbox sees no' : 'There is no';
  return [`${none} pipeline "${named}" ${places}.`, ...unreadIn({ unread })].join(' ');
}

export function unreadIn({ unread = [] }: Pick<StatusSnapshot, 'unread'>): string[] {
  return unread.map((sentence) => `${sentence}.`);
}

/** Why it is not clear which pipeline is meant; undefined where it is. What could not be read may have one too. */
export function doubtAbout(
  { pipelines, unread }: StatusSnapshot,
  say: (pipeline: string) => string,
): string | undefined {
  const [first, second] = pipelines;
  if (first && second) {
    const names = pipelines.map((one) => calledAmong(one, pipelines));
    return `There are several pipelines of that name: ${names.join(', ')}. Say which, as in ${say(names[0] ?? '')}.`;
  }
  if (!first || !unread?.length) return undefined;
  const { account, region, pipeline } = first.ref;
  const meant = `${first.accountName ?? account}/${region}/${pipeline}`;
  return `${unreadIn({ unread }).join(' ')} There may be another pipeline of that name: say which, as in ${say(meant)}.`;
}
