import { type Outcome, readOutcome } from '../codepipeline/declare.ts';
import { breakingRecording } from '../providers/breaking.ts';
import type { Recording } from '../providers/recording.ts';
import { justNow } from '../providers/server.ts';
import { type Trouble, troubled } from '../providers/trouble.ts';
import type { Surroundings } from './surroundings.ts';

/** The next run of an action fails. */

interface Target {
  pipeline: string;
  stage: string;
  action: string;
}

/** `real`: as a recorded failure of the same provider, which a retry does not repair. `flaky`: with a transient error. */
export function breakNext(target: Target, how: 'real' | 'flaky', around: Surroundings): void {
  const { provider, category } = actionAt(target, around);
  const recording = how === 'real' ? breakingRecording(provider, category) : undefined;
  if (recording) {
    playRecording(target, recording, [], around);
    return;
  }
  const outcome = how === 'real' ? failed(provider) : throttled(provider);
  around.codepipeline.outcome(target.pipeline, target.stage, target.action, outcome);
}

export function playRecording(target: Target, recording: Recording, trouble: Trouble[], around: Surroundings): void {
  const { account } = pipelineOf(target.pipeline, around);
  const played = around.providers.play(troubled(recording, trouble), { account, ...place(target) });
  around.codepipeline.outcome(target.pipeline, target.stage, target.action, outcomeOf(played, around.clock.now()));
}

function place({ pipeline, stage, action }: Target): Target {
  return { pipeline, stage, action };
}

function pipelineOf(name: string, { codepipeline }: Surroundings) {
  const pipeline = codepipeline.snapshot().find((one) => one.name === name);
  if (!pipeline) throw new Error(`There is no pipeline ${name}.`);
  return pipeline;
}

function actionAt({ pipeline, stage, action }: Target, around: Surroundings) {
  const found = pipelineOf(pipeline, around)
    .stages.find((one) => one.name === stage)
    ?.actions.find((one) => one.name === action);
  if (!found) throw new Error(`The pipeline ${pipeline} has no action ${stage}/${action}.`);
  return found;
}

function outcomeOf({ action, calls }: Recording, now: number): Outcome {
  const { code = 'JobFailed', summary, message, externalId, url, logStream, configuration } = action;
  // CodePipeline itself keeps the results of the targets.
  const kept = calls.find(({ operation }) => operation === 'ListDeployActionExecutionTargets')?.body;
  const { targets } = (kept === undefined ? {} : justNow(kept, now)) as Pick<Outcome, 'targets'>;
  return readOutcome({
    state: 'Failed',
    code,
    configuration,
    ...(targets === undefined ? {} : { targets }),
    ...(summary === undefined ? {} : { summary }),
    ...(message === undefined ? {} : { message }),
    ...(externalId === undefined ? {} : { externalExecutionId: externalId }),
    ...(url === undefined ? {} : { externalExecutionUrl: url }),
    ...(logStream === undefined ? {} : { logStreamArn: logStream }),
  });
}

function failed(provider: string): Outcome {
  return readOutcome({ state: 'Failed', code: 'JobFailed', summary: `${provider} finished with the result FAILED` });
}

/** CodePipeline could not start the work, so the provider has no record of it. */
function throttled(provider: string): Outcome {
  const operation = provider === 'CodeBuild' ? 'Error calling startBuild: ' : '';
  const service = provider === 'CodeBuild' ? 'AWSCodeBuild' : provider;
  const summary = `${operation}Rate exceeded (Service: ${service}; Status Code: 400; Error Code: ThrottlingException)`;
  return readOutcome({ state: 'Failed', started: false, code: 'JobFailed', summary });
}
