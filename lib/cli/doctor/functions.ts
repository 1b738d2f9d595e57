import { LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { inTime } from '../../aws/client-config.ts';
import { type Check, type DoctorFinding, missing, ok, unreadable } from './finding.ts';
import type { Setting } from './setting.ts';
import { functionNames, type Stack } from './stack.ts';

/** Environment variables that each function reads. A secret is in its variable, or the variable names its parameter. */
const needed = {
  worker: ['TABLE_NAME', 'QUEUE_URL', 'SLACK_BOT_TOKEN', 'ACCOUNT_ID'],
  slack: ['QUEUE_URL', 'SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET'],
  sweep: ['TABLE_NAME', 'QUEUE_URL'],
} as const satisfies Record<(typeof functionNames)[number], readonly string[]>;

/** Checks the environment of the functions, and that the queue invokes the worker. */
export function functionsChecks({ stack, place }: Setting): Check[] {
  if (stack === undefined) return [];
  return [
    { subject: 'environment', look: async () => environment(stack) },
    { subject: 'worker trigger', look: () => trigger(stack, place) },
  ];
}

function environment({ functions, outputs, name }: Stack): DoctorFinding[] {
  const expected = { TABLE_NAME: outputs.TableName, QUEUE_URL: outputs.QueueUrl };
  return functionNames.flatMap((each): DoctorFinding[] => {
    const deployed = functions[each];
    if (deployed === undefined) return [];
    const { env } = deployed;
    const subject = `environment of ${name}-${each}`;
    const absent = needed[each].filter((variable) => !env[variable] && !env[`${variable}_PARAM`]);
    const others = Object.entries(expected).filter(([key, value]) => value && env[key] && env[key] !== value);
    const found = [
      ...absent.map((variable) => missing(subject, `${variable} is not set: deploy again`)),
      ...others.map(([key, value]) =>
        missing(subject, `${key} is ${env[key]}, but the stack has ${value}: deploy again`),
      ),
    ];
    return found.length > 0 ? found : [ok(subject, 'all variables are set')];
  });
}

async function trigger({ name, functions }: Stack, place: Setting['place']): Promise<DoctorFinding[]> {
  const subject = 'worker trigger';
  if (functions.worker === undefined) return [];
  const client = new LambdaClient({ ...place, ...inTime(4_000) });
  const command = new ListEventSourceMappingsCommand({ FunctionName: `${name}-worker` });
  const { EventSourceMappings } = await client.send(command);
  if (EventSourceMappings === undefined) return [unreadable(subject, 'triggers')];
  const [mapping] = EventSourceMappings;
  if (mapping === undefined) return [missing(subject, 'no queue invokes the worker: deploy again')];
  if (mapping.State === 'Enabled') return [ok(subject, 'the queue invokes the worker')];
  const enable = `aws lambda update-event-source-mapping --enabled --uuid ${mapping.UUID}`;
  return [missing(subject, `it is ${mapping.State}, so messages wait in the queue: ${enable}`)];
}
