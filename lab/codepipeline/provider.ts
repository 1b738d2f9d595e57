import type { Outcome } from './declare.ts';
import type { ActionRun, Ending } from './model.ts';
import { fetched } from './source.ts';

/** The report of an action's provider, for all that the outcome leaves open. `job` is a fresh uuid. */

export function report(one: Omit<ActionRun, 'ending'>, job: string, outcome: Outcome = { state: 'Succeeded' }): Ending {
  const { takes: _, started = true, ...reported } = outcome;
  const { succeeded, failed: ended } = usual(one, job, outcome);
  const failed = started ? ended : {};
  if (outcome.state === 'Succeeded') return { ...succeeded, ...reported };
  const summary = outcome.summary ?? outcome.message ?? ended.summary;
  return { ...failed, ...reported, summary, code: outcome.code ?? 'JobFailed', message: outcome.message ?? summary };
}

type Report = Omit<Ending, 'state'>;

/** Links and texts must name the external id and the configuration of the outcome. */
function usual(one: Omit<ActionRun, 'ending'>, job: string, outcome: Outcome): { succeeded: Report; failed: Report } {
  const given = outcome.externalExecutionId;
  const { execution } = one.run;
  const { declaration } = execution.pipeline;
  const { name } = one.action;
  const configuration = { ...one.action.configuration, ...outcome.configuration };
  const region = one.action.region ?? declaration.region;
  const home = `https://${region}.console.aws.amazon.com`;
  const resource = (service: string, rest: string) => `arn:aws:${service}:${region}:${declaration.account}:${rest}`;

  switch (one.action.provider) {
    case 'CodeBuild': {
      const externalExecutionId = given ?? `${configuration.ProjectName ?? name}:${job}`;
      const externalExecutionUrl = `${home}/codebuild/home?region=${region}#/builds/${externalExecutionId}/view/new`;
      const started = { externalExecutionId, externalExecutionUrl };
      return { succeeded: started, failed: { ...started, summary: 'Build terminated with state: FAILED' } };
    }
    case 'CodeDeploy':
    case 'CodeDeployToECS': {
      const externalExecutionId = given ?? `d-${job.replaceAll('-', '').slice(0, 9).toUpperCase()}`;
      const externalExecutionUrl = `${home}/codedeploy/home?region=${region}#/deployments/${externalExecutionId}`;
      const started = { externalExecutionId, externalExecutionUrl };
      return {
        succeeded: { ...started, summary: 'Deployment Succeeded' },
        failed: { ...started, summary: `Deployment ${externalExecutionId} failed` },
      };
    }
    case 'Commands': {
      // Its external id is a log stream, and it has no page of its own.
      const stream = `log-group:/aws/codepipeline/${declaration.name}:log-stream:${one.id}/${job}`;
      const logStreamArn = given ?? resource('logs', stream);
      const started = { externalExecutionId: logStreamArn, logStreamArn };
      return { succeeded: started, failed: { ...started, summary: 'Action failed with status: FAILED.' } };
    }
    case 'CloudFormation': {
      const stack = configuration.StackName ?? name;
      const externalExecutionId = given ?? resource('cloudformation', `stack/${stack}/${job}`);
      const externalExecutionUrl = `${home}/cloudformation/home?region=${region}#/stack/detail?stackId=${externalExecutionId}`;
      const started = { externalExecutionId, externalExecutionUrl };
      return {
        succeeded: { ...started, summary: `Stack ${stack} was updated.` },
        failed: { ...started, summary: `Stack ${stack} could not be updated.` },
      };
    }
    case 'StepFunctions': {
      const machine = (configuration.StateMachineArn ?? name).split(':').at(-1);
      const started = { externalExecutionId: resource('states', `execution:${machine}:${job}`) };
      return { succeeded: started, failed: { ...started, summary: 'The execution of the state machine failed.' } };
    }
    default: {
      const failed = { summary: `${one.action.provider} reported a failure` };
      if (one.action.category === 'Source') return { succeeded: fetched(execution, one.action), failed };
      return { succeeded: { externalExecutionId: job }, failed: { ...failed, externalExecutionId: job } };
    }
  }
}
