import type { PipelineDeclaration, SourceRevision, SourceRevisionOverride } from '@aws-sdk/client-codepipeline';
import type { RevisionType, WantedRevision } from '../../core/command/types.ts';
import { noSourceFor, severalCommits, severalSources, sourcesDiffer, unknownCommit } from './messages.ts';

/** Which source actions fetch which revision:
 *  https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-trigger-source-overrides.html */

export interface Refused {
  because: string;
}

export interface Source {
  name: string;
  provider: string;
  /** Undefined where AWS takes no override. */
  takes?: RevisionType;
}

const revisionTypes: Record<string, RevisionType> = {
  CodeCommit: 'commit',
  CodeStarSourceConnection: 'commit',
  GitHub: 'commit',
  ECR: 'image',
  S3: 'object',
};

const names = { commit: 'COMMIT_ID', image: 'IMAGE_DIGEST', object: 'S3_OBJECT_VERSION_ID' } as const;

export function sourcesOf(declaration: PipelineDeclaration | undefined): Source[] {
  const actions = (declaration?.stages ?? []).flatMap((stage) => stage.actions ?? []);
  return actions
    .filter(({ actionTypeId }) => actionTypeId?.category === 'Source')
    .map(({ name = '', actionTypeId }) => {
      const provider = actionTypeId?.provider ?? '';
      return { name, provider, takes: Object.hasOwn(revisionTypes, provider) ? revisionTypes[provider] : undefined };
    });
}

export function overridesFor(
  pipeline: string,
  sources: Source[],
  { type, value, source }: Extract<WantedRevision, { value: string }>,
): SourceRevisionOverride[] | Refused {
  const fitting = sources.filter(({ takes, name }) => takes === type && (source === undefined || name === source));
  const [first, second] = fitting;
  if (!first) return { because: noSourceFor(pipeline, type, source, sources) };
  if (second) return { because: severalSources(pipeline, type, fitting) };
  return [{ actionName: first.name, revisionType: names[type], revisionValue: value }];
}

/** Completes a shortened commit from the commits that earlier executions fetched. */
export function wholeCommit(
  pipeline: string,
  [override, ...more]: SourceRevisionOverride[],
  known: SourceRevision[],
): SourceRevisionOverride[] | Refused {
  if (!override) return [];
  const { actionName, revisionValue = '' } = override;
  const same = known.filter(
    ({ actionName: from, revisionId }) => from === actionName && revisionId?.startsWith(revisionValue),
  );
  const [commit, another] = [...new Set(same.flatMap(({ revisionId }) => revisionId ?? []))];
  if (another !== undefined && commit !== revisionValue) return { because: severalCommits(revisionValue) };
  if (commit === undefined && ![40, 64].includes(revisionValue.length)) {
    return { because: unknownCommit(pipeline, revisionValue) };
  }
  return [{ ...override, revisionValue: commit ?? revisionValue }, ...more];
}

/** Each source fetches what the source of the same name fetched there; a single source may have another name. */
export function revisionsThere(
  pipeline: string,
  sources: Source[],
  there: SourceRevision[],
  place: { stage: string; pipeline: string },
): SourceRevisionOverride[] | Refused {
  const isOne = sources.length === 1 && there.length === 1;
  const found = sources.map(({ name, takes }) => {
    const { revisionId } = (isOne ? there[0] : there.find(({ actionName }) => actionName === name)) ?? {};
    return takes && revisionId
      ? { actionName: name, revisionType: names[takes], revisionValue: revisionId }
      : undefined;
  });
  const all = found.flatMap((one) => one ?? []);
  return all.length === sources.length && all.length > 0 ? all : { because: sourcesDiffer(pipeline, place, sources) };
}
