import type { ActionDeclaration } from './declare.ts';
import type { ActionRun } from './model.ts';

export interface Artifact {
  name: string;
  s3location: { bucket: string; key: string };
}

export function artifactsMade(one: ActionRun): Artifact[] {
  return madeBy(one.action).map((name) => locate(one, name));
}

/** An action takes what the nearest stage before it made, if it does not name others. */
export function artifactsTaken(one: ActionRun): Artifact[] {
  const { stage, execution } = one.run;
  return takenBy(one.action, execution.pipeline.stages.slice(0, stage.index)).map((name) => locate(one, name));
}

export function madeBy({ category, name, outputs }: ActionDeclaration): string[] {
  if (outputs) return outputs;
  return category === 'Source' || category === 'Build' ? [`${name.replace(/[^A-Za-z0-9_-]/g, '')}Artifact`] : [];
}

export function takenBy({ category, inputs }: ActionDeclaration, before: { actions: ActionDeclaration[] }[]): string[] {
  if (inputs) return inputs;
  if (category === 'Source' || category === 'Approval') return [];
  // A build beside a deployment is a check of it.
  const builders = before.filter(({ actions }) => actions.every((one) => one.category !== 'Deploy'));
  return builders.map((stage) => stage.actions.flatMap(madeBy)).findLast((names) => names.length > 0) ?? [];
}

export function bucketOf({ account, region }: { account: string; region: string }): string {
  return `codepipeline-${region}-${account}`;
}

function locate({ run: { execution } }: ActionRun, name: string): Artifact {
  const { declaration } = execution.pipeline;
  // A roll-back fetches what its target made.
  const made = (execution.rollbackOf ?? execution).id.slice(-7);
  return {
    name,
    s3location: { bucket: bucketOf(declaration), key: `${declaration.name.slice(0, 20)}/${name.slice(0, 10)}/${made}` },
  };
}
