import * as z from 'zod/mini';
import type { ReleaseForm } from '../../core/command/release-form.ts';
import type { FetchedRevision, SourceRevisions } from '../../core/command/shared-state.ts';
import type { OperationCommand, RevisionType } from '../../core/command/types.ts';
import { shortRevision } from '../../core/execution/change.ts';
import { duration } from '../../core/text/duration.ts';
import { truncate } from '../../core/text/truncate.ts';
import { type Modal, type Text, text } from './modal-parts.ts';

/** The form of a release: the last revisions of each source, one of which is chosen. */

export const RELEASE = 'release';
/** Both the block id and the action id of its menu. */
export const REVISION = 'revision';

interface Option {
  text: Text;
  description?: Text;
  value: string;
}

/** Characters that Slack allows in an option, and in its value. */
const LONGEST = 75;
const LONGEST_VALUE = 150;
const MOST_OPTIONS = 100;
const LONGEST_PROBLEM = 600;

const common = { type: 'modal', callback_id: RELEASE, title: text('Release'), close: text('Cancel') } as const;

/** Slack's trigger lasts three seconds, so the form opens before anything is read. */
export function emptyReleaseModal(pipeline: string): Modal {
  const blocks = [context(`Reading the last revisions of ${truncate(pipeline, LONGEST)} …`)];
  return { ...common, private_metadata: '', blocks };
}

export function releaseModal({ channel, pipeline, where, asOf, sources, problem }: ReleaseForm): Modal {
  const options = sources.flatMap((source, index) => optionsOf(source, index, sources.length > 1, asOf));
  if (problem !== undefined || options.length === 0) {
    return { ...common, private_metadata: '', blocks: [context(truncate(problem ?? '', LONGEST_PROBLEM))] };
  }
  const metadata: Metadata = {
    channel,
    pipeline,
    where,
    sources: sources.map(({ source, takes = 'commit' }) => [source, takes]),
  };
  const element = {
    type: 'static_select',
    action_id: REVISION,
    placeholder: text('Choose'),
    options: options.slice(0, MOST_OPTIONS),
  };
  const one = sources.length > 1 ? 'The other sources fetch their newest revision.' : '';
  return {
    ...common,
    submit: text('Release'),
    private_metadata: JSON.stringify(metadata),
    blocks: [
      context(
        [`${truncate(pipeline, LONGEST)} starts at once with the revision that you choose.`, one].join(' ').trim(),
      ),
      { type: 'input', block_id: REVISION, label: text('Revision'), optional: false, element },
    ],
  };
}

function context(sentence: string): object {
  return { type: 'context', elements: [text(sentence)] };
}

function optionsOf({ source, revisions }: SourceRevisions, index: number, isNamed: boolean, asOf: number): Option[] {
  return revisions.flatMap((one) => {
    const value = `${index} ${one.revision}`;
    if (value.length > LONGEST_VALUE) return [];
    const label = [isNamed ? `${source}:` : '', short(one.revision), one.title ?? ''].filter((part) => part !== '');
    const about = aboutOf(one, asOf);
    return [{ text: text(truncate(label.join(' '), LONGEST)), ...(about && { description: text(about) }), value }];
  });
}

function short(revision: string): string {
  return shortRevision(revision).slice(0, 19);
}

function aboutOf({ author, at }: FetchedRevision, asOf: number): string {
  const age =
    at === undefined
      ? ''
      : `${duration(Math.max(0, asOf - at))
          .split(' ')
          .slice(0, 2)
          .join(' ')} ago`;
  return truncate([author ?? '', age].filter((part) => part !== '').join(' · '), LONGEST);
}

const Metadata = z.object({
  channel: z.string(),
  pipeline: z.string(),
  where: z.array(z.string()),
  sources: z.array(z.tuple([z.string(), z.enum(['commit', 'image', 'object'])])),
});
type Metadata = z.infer<typeof Metadata>;

/** @returns undefined when an incompatible version wrote the form */
export function readRelease(
  metadata: string,
  chosen: string,
): { channel: string; command: OperationCommand } | undefined {
  const { data } = Metadata.safeParse(parsed(metadata));
  const [, index = '', value = ''] = /^(\d+) (.+)$/s.exec(chosen) ?? [];
  const [source, type] = data?.sources[Number(index)] ?? [];
  if (!data || source === undefined || type === undefined || value === '') return undefined;
  const { channel, pipeline, where } = data;
  const revision = { type: type satisfies RevisionType, value, source };
  return { channel, command: { type: 'release', pipeline, where, revision } };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
