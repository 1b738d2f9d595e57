import { createHash } from 'node:crypto';
import type { ActionDeclaration, PipelineDeclaration } from './declare.ts';
import type { Commit, Ending, Execution } from './model.ts';
import { present } from './present.ts';

/** A commit, as source actions and triggers report it. */

export const INITIAL_COMMIT: Commit = {
  id: '0123456789abcdef0123456789abcdef01234567',
  message: 'Initial commit',
  author: 'Lab',
};

export function fetched(execution: Execution, action: ActionDeclaration): Ending {
  const { declaration } = execution.pipeline;
  const commit = execution.overrides.get(action.name) ?? execution.commit;
  const viaConnection = action.provider === 'CodeStarSourceConnection';
  const { message } = commit;
  return {
    state: 'Succeeded',
    // A connection packs JSON into the summary; the other sources put the plain message there.
    summary: viaConnection
      ? JSON.stringify({ ProviderType: commit.provider ?? 'GitHub', CommitMessage: message })
      : message,
    externalExecutionId: revisionOf(action, commit),
    externalExecutionUrl: commit.url ?? commitUrl(declaration, action, commit),
    variables: present(variablesOf(declaration, action, commit)) as Record<string, string>,
  };
}

/** Each push is another commit, image or version of an object. */
export function revisionOf({ provider }: ActionDeclaration, { id }: Commit): string {
  if (!/^[0-9a-f]{40}$/.test(id)) return id;
  if (provider === 'ECR') return `sha256:${createHash('sha256').update(id).digest('hex')}`;
  if (provider === 'S3') return createHash('sha256').update(id).digest('base64url').slice(0, 32);
  return id;
}

function variablesOf(declaration: PipelineDeclaration, action: ActionDeclaration, commit: Commit): object {
  const { account, region, name } = declaration;
  const { RepositoryName = name, ImageTag = 'latest', S3Bucket = name, S3ObjectKey = 'app.zip' } = action.configuration;
  const revision = revisionOf(action, commit);
  if (action.provider === 'ECR') {
    const ImageURI = `${account}.dkr.ecr.${region}.amazonaws.com/${RepositoryName}@${revision}`;
    return { ImageDigest: revision, ImageTag, ImageURI, RegistryId: account, RepositoryName };
  }
  if (action.provider === 'S3') {
    return { BucketName: S3Bucket, ETag: revision.slice(0, 16), ObjectKey: S3ObjectKey, VersionId: revision };
  }
  const written = commit.date === undefined ? undefined : wholeSecond(commit.date);
  return {
    AuthorDate: written,
    CommitterDate: action.provider === 'CodeStarSourceConnection' ? undefined : written,
    AuthorDisplayName: commit.author,
    AuthorEmail: commit.email,
    BranchName: branch(action, commit),
    CommitId: commit.id,
    CommitMessage: commit.message,
    FullRepositoryName: repository(declaration, action, commit),
  };
}

function wholeSecond(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

export function gitTrigger({ pipeline, commit }: Execution, { pushedAt }: { pushedAt: number }): object {
  const { declaration } = pipeline;
  const source = declaration.stages[0]?.actions[0];
  return present({
    'author-display-name': commit.author,
    'full-repository-name': repository(declaration, source, commit),
    'provider-type': commit.provider ?? 'GitHub',
    'author-email': commit.email,
    'commit-message': commit.message,
    'author-date': wholeSecond(commit.date ?? pushedAt),
    'branch-name': branch(source, commit),
    'commit-id': commit.id,
    'connection-arn': connectionArn(declaration, source),
    'author-id': commit.author,
  });
}

export function connectionArn({ account, region }: PipelineDeclaration, source?: ActionDeclaration): string {
  return (
    source?.configuration.ConnectionArn ??
    `arn:aws:codestar-connections:${region}:${account}:connection/0f5b706a-1a1d-46c5-86b6-f177321bcfb2`
  );
}

function branch(source: ActionDeclaration | undefined, commit: Commit): string {
  return commit.branch ?? source?.configuration.BranchName ?? 'main';
}

function repository({ name }: PipelineDeclaration, source: ActionDeclaration | undefined, commit: Commit): string {
  const { FullRepositoryId, RepositoryName } = source?.configuration ?? {};
  return commit.repository ?? FullRepositoryId ?? RepositoryName ?? `example/${name}`;
}

function commitUrl(declaration: PipelineDeclaration, source: ActionDeclaration, commit: Commit): string | undefined {
  const console = `https://${declaration.region}.console.aws.amazon.com`;
  const name = repository(declaration, source, commit);
  if (source.provider === 'CodeCommit') return `${console}/codecommit/home#/repository/${name}/commit/${commit.id}`;
  if (source.provider !== 'CodeStarSourceConnection') return undefined;
  const query = new URLSearchParams({
    connectionArn: connectionArn(declaration, source),
    referenceType: 'COMMIT',
    FullRepositoryId: name,
    Commit: commit.id,
  });
  return `${console}/codesuite/settings/connections/redirect?${query}`;
}
