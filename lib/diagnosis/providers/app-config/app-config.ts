import { AppConfigClient, GetDeploymentCommand, ListDeploymentsCommand } from '@aws-sdk/client-appconfig';
import * as z from 'zod/mini';
import { isWithin, windowOf } from '../../log/time-window.ts';
import { type FailedAction, provider } from '../../provider.ts';
import { instant, listOf, text } from '../lenient-schema.ts';
import { ownLink, readMessage } from '../message-only/message.ts';

const Invocation = z.object({ ExtensionIdentifier: text, ErrorCode: text, ErrorMessage: text });
const Event = z.object({
  EventType: text,
  TriggeredBy: text,
  Description: text,
  OccurredAt: instant,
  ActionInvocations: listOf(Invocation),
});
const Deployment = z.object({ ConfigurationName: text, State: text, EventLog: listOf(Event) });
const Listed = z.object({ DeploymentNumber: z.number(), StartedAt: instant });
const Deployments = z.object({ Items: listOf(Listed) });

export const appConfig = provider<z.output<typeof Deployment> | undefined>({
  async fetch(action, aws) {
    const { Application: ApplicationId, Environment: EnvironmentId } = action.configuration;
    if (ApplicationId === undefined || EnvironmentId === undefined) return undefined;
    const client = new AppConfigClient(aws.config);
    const DeploymentNumber = numberOf(action) ?? (await numberByTime());
    if (DeploymentNumber === undefined) return undefined;
    const command = new GetDeploymentCommand({ ApplicationId, EnvironmentId, DeploymentNumber });
    return aws.ask('the deployment', () => client.send(command), Deployment);

    async function numberByTime(): Promise<number | undefined> {
      const list = new ListDeploymentsCommand({ ApplicationId, EnvironmentId, MaxResults: 20 });
      const listed = await aws.ask('the deployments', () => client.send(list), Deployments);
      return listed?.Items.find(({ StartedAt }) => isWithin(StartedAt, windowOf(action)))?.DeploymentNumber;
    }
  },

  explain(deployment, action) {
    if (deployment === undefined || deployment.State === 'COMPLETE') return undefined;
    // Newest first.
    const events = deployment.EventLog.toReversed();
    const undone = events.filter(
      ({ EventType }) => EventType?.startsWith('ROLLBACK') || EventType?.startsWith('REVERT'),
    );
    const trigger = undone[0]?.TriggeredBy;
    const isKnown = trigger === 'CLOUDWATCH_ALARM' || trigger === 'USER';
    const refusal = isKnown ? undefined : events.flatMap(refusals)[0];
    if (undone.length === 0 && !refusal) return undefined;
    const reason = refusal?.ErrorMessage ?? undone.find(({ Description }) => Description)?.Description ?? '';
    const { text, codes } = readMessage(reason);
    const why = refusal ? `the extension \`${refusal.ExtensionIdentifier}\` failed` : whoUndid(trigger);
    return {
      cause: `\`${deployment.ConfigurationName ?? 'The configuration'}\` was not deployed, ${why}${text && `: ${text}`}`,
      codes: [...codes, ...[refusal ? refusal.ErrorCode : trigger, deployment.State].flatMap((code) => code ?? [])],
      phase: events.findLast((event) => !undone.includes(event))?.EventType,
      evidence: events.slice(-25).map(lineOf),
      links: ownLink(action),
    };
  },
});

function refusals({ ActionInvocations }: z.output<typeof Event>): z.output<typeof Invocation>[] {
  return ActionInvocations.filter(({ ErrorMessage }) => ErrorMessage);
}

/** The number is the last part of an ARN or a URL, or the whole id. */
function numberOf({ externalId = '', url = '' }: FailedAction): number | undefined {
  const found = /(?:^|deployments?\/)(\d+)$/.exec(externalId) ?? /deployments?\/(\d+)/.exec(url);
  return found ? Number(found[1]) : undefined;
}

function whoUndid(trigger: string | undefined): string {
  if (trigger === 'CLOUDWATCH_ALARM') return 'an alarm rolled it back';
  if (trigger === 'USER') return 'a person rolled it back';
  return trigger === 'INTERNAL_ERROR' ? 'AppConfig failed and rolled it back' : 'it was rolled back';
}

function lineOf({ EventType = '', TriggeredBy = '', Description = '', OccurredAt }: z.output<typeof Event>): string {
  const time = OccurredAt === undefined ? '' : new Date(OccurredAt).toISOString().slice(11, 19);
  return [time, EventType, TriggeredBy, Description].filter(Boolean).join(' ');
}
