import { perhapsSeveral, severalPipelines } from './messages.ts';
import type { PipelineSnapshot, StatusSnapshot } from './shared-state.ts';

type Named = Pick<PipelineSnapshot, 'ref' | 'accountName'>;

/** The name to type in a command, with account and Region where they are needed to distinguish pipelines. */
export function calledAmong({ ref, accountName }: Named, all: Named[]): string {
  const accounts = new Set(all.map((one) => one.ref.account));
  const regions = new Set(all.filter((one) => one.ref.account === ref.account).map((one) => one.ref.region));
  const account = accounts.size > 1 ? [accountName ?? ref.account] : [];
  const region = regions.size > 1 ? [ref.region] : [];
  return [...account, ...region, ref.pipeline].join('/');
}

/** Undefined if the pipeline is clear. An account or Region that could not be read is a doubt too. */
export function doubtAbout(
  { pipelines, unread }: StatusSnapshot,
  example: (pipeline: string) => string,
): string | undefined {
  const [first, second] = pipelines;
  if (first && second) {
    const names = pipelines.map((one) => calledAmong(one, pipelines));
    return severalPipelines(names, example(names[0] ?? ''));
  }
  if (!first || !unread?.length) return undefined;
  const { account, region, pipeline } = first.ref;
  return perhapsSeveral(unread, example(`${first.accountName ?? account}/${region}/${pipeline}`));
}
