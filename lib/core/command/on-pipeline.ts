import type { Intent } from '../model/intent.ts';
import { authorize, refuse } from './authorize.ts';
import { noPipeline } from './messages.ts';
import { doubtAbout } from './pipeline-names.ts';
import type { PlannedRequest } from './plan.ts';
import { refresh, snapshotOf } from './refresh.ts';
import type { PipelineSnapshot } from './shared-state.ts';

interface Named {
  type: string;
  pipeline: string;
  where?: string[];
  /** Whether its running executions are read too. */
  running: boolean;
}

/** Reads the one pipeline, then runs `then` if it is clear which one is meant and the policy allows the person.
 *  @param concerned the stages that the permission is for; none: all */
export function onPipeline(
  planned: PlannedRequest,
  { type, pipeline: name, where, running }: Named,
  concerned: (pipeline: PipelineSnapshot) => string[],
  then: (pipeline: PipelineSnapshot, stages: string[]) => Intent[],
): Intent[] {
  const snapshot = snapshotOf(planned);
  if (!snapshot) return [refresh(planned, { pipelines: [name], where, running, depth: 'full' })];
  const [pipeline] = snapshot.pipelines;
  if (!pipeline) return refuse(planned, noPipeline(name, where, snapshot));
  const doubt = doubtAbout(snapshot, (one) => `/signalbox ${type} ${one}`);
  if (doubt !== undefined) return refuse(planned, doubt);

  const found = concerned(pipeline);
  const stages = found.length > 0 ? found : pipeline.stages.map((stage) => stage.name);
  const subject = { ...pipeline.ref, tags: pipeline.tags };
  return authorize(planned, { about: { type: 'pipeline', subject, stages } }, () => then(pipeline, stages));
}
