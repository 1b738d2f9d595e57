import { DescribeEventsCommand, ElasticBeanstalkClient } from '@aws-sdk/client-elastic-beanstalk';
import * as z from 'zod/mini';
import { windowOf } from '../../log/time-window.ts';
import { provider } from '../../provider.ts';
import { instant, listOf, text } from '../lenient-schema.ts';
import { ownLink, readMessage } from '../message-only/message.ts';

const Event = z.object({ EventDate: instant, Message: text, Severity: text });
const Events = z.object({ Events: listOf(Event) });

export const elasticBeanstalk = provider<z.output<typeof Events> | undefined>({
  async fetch(action, aws) {
    const { ApplicationName, EnvironmentName } = action.configuration;
    const { from, to } = windowOf(action);
    if (EnvironmentName === undefined || !Number.isFinite(from)) return undefined;
    const client = new ElasticBeanstalkClient(aws.config);
    const command = new DescribeEventsCommand({
      ApplicationName,
      EnvironmentName,
      Severity: 'ERROR',
      StartTime: new Date(from),
      EndTime: Number.isFinite(to) ? new Date(to) : undefined,
      MaxRecords: 100,
    });
    return aws.ask('the events of the environment', () => client.send(command), Events);
  },

  explain(records, action) {
    const { from } = windowOf(action);
    const errors = (records?.Events ?? [])
      .filter(({ Message }) => Message !== undefined)
      .reverse()
      .sort((a, b) => (a.EventDate ?? from) - (b.EventDate ?? from));
    const messages = errors.flatMap(({ Message }) => Message ?? []);
    const root = messages.find((message) => !SYMPTOMS.test(message)) ?? messages[0];
    if (root === undefined) return undefined;
    const [, instance] = INSTANCE.exec(root) ?? [];
    const { text, codes } = readMessage(root.replace(INSTANCE, ''));
    const where = `\`${action.configuration.EnvironmentName}\`${instance ? ` (instance ${instance})` : ''}`;
    return {
      cause: `The deployment to ${where} failed: ${text}`,
      codes,
      evidence: errors
        .slice(0, 25)
        .map(({ EventDate, Severity, Message }) => [timeOf(EventDate), Severity, Message].filter(Boolean).join(' ')),
      links: ownLink(action),
    };
  },
});

const INSTANCE = /^\[Instance: (i-\w+)\]\s*/;
/** Messages of every failed deployment, whatever the cause. */
const SYMPTOMS =
  /^(Failed to deploy|Unsuccessful command execution|During an aborted deployment|Instance deployment failed\. For details|\[Instance: i-\w+\] Command failed on instance\..*Engine execution has encountered an error)/;

function timeOf(at: number | undefined): string {
  return at === undefined ? '' : new Date(at).toISOString().slice(11, 19);
}
