import type { Deployment, LifecycleEvent, Target } from './records.ts';

/** A lifecycle event that failed on a target. */
export interface Failure {
  target: Target;
  event: LifecycleEvent;
}

/** The first failed event of each target. Events with a reason come first, then the earliest. */
export function failuresOf(targets: Target[]): Failure[] {
  return targets
    .flatMap((target) => {
      const event = target.events.find(({ status }) => status === 'Failed');
      return event ? [{ target, event }] : [];
    })
    .sort((a, b) => Number(says(b.event)) - Number(says(a.event)) || endOf(a.event) - endOf(b.event));
}

/** True if the event has more than the fact of its failure. */
function says({ diagnostics }: LifecycleEvent): boolean {
  return diagnostics?.scriptName !== undefined || diagnostics?.message !== undefined;
}

function endOf({ endTime }: LifecycleEvent): number {
  return endTime ?? Number.MAX_SAFE_INTEGER;
}

/** @param output a line of the script's output
 *  @param more the deployment's message, for an event without one */
export function sentence({ target, event }: Failure, deployment: Deployment | undefined, output?: string): string {
  const { scriptName, message, errorCode } = event.diagnostics ?? {};
  const name = event.lifecycleEventName ?? 'A lifecycle event';
  const where = `on ${target.name}${share(target, deployment)}`;
  const how = scriptName && howItEnded(errorCode, message);
  if (how) {
    // CodeDeploy stops the old revision with the old revision's script, so the new one may be correct.
    const ofRevision = name === 'ApplicationStop' ? ' of the revision before' : '';
    return `${name} hook \`${scriptName}\`${ofRevision} ${how} ${where}${output ? `: ${output}` : ''}`;
  }
  const why = message ?? deployment?.errorInformation?.message;
  return `${name}${scriptName ? ` hook \`${scriptName}\`` : ''} failed ${where}${why ? `: ${why}` : ''}`;
}

function howItEnded(errorCode: string | undefined, message = ''): string | undefined {
  switch (errorCode) {
    case 'ScriptFailed': {
      const exitCode = /exit code (-?\d+)/.exec(message)?.[1];
      return exitCode === undefined ? undefined : `failed with exit code ${exitCode}`;
    }
    case 'ScriptTimedOut': {
      const seconds = /in (\d+) seconds/.exec(message)?.[1];
      return seconds === undefined ? 'timed out' : `did not finish in ${seconds} seconds`;
    }
    case 'ScriptMissing':
      return 'does not exist';
    case 'ScriptNotExecutable':
      return 'is not executable';
    default:
      return undefined;
  }
}

function share({ kind }: Target, deployment: Deployment | undefined): string {
  const { Failed: failed, ...others } = deployment?.deploymentOverview ?? {};
  if (kind !== 'instance' || !failed) return '';
  const all = Object.values(others).reduce<number>((sum, each) => sum + (each ?? 0), failed);
  return all > 1 ? ` (${failed} of ${all} instances)` : '';
}
