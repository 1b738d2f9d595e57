import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ofType, readTemplate, statementsIn } from '../kit/infra/cloudformation.ts';

interface SamEvent {
  Type: string;
  Properties: { DeadLetterConfig?: { Arn: unknown } };
}

describe.each(readdirSync('examples/events'))('the template of %s', (name) => {
  const template = readTemplate(`examples/events/${name}/template.yml`);
  const rules = ofType(template, 'AWS::Serverless::Function').flatMap(([id, { Events = {} }]) =>
    Object.entries(Events as Record<string, SamEvent>).map(([event, { Properties }]) => ({
      // SAM makes a rule of this name.
      rule: { 'Fn::GetAtt': [`${id}${event}`, 'Arn'] },
      queue: Properties.DeadLetterConfig?.Arn,
    })),
  );
  const policies = ofType(template, 'AWS::SQS::QueuePolicy').map(([, properties]) => properties);

  it('lets each rule send its undelivered events to the queue', () => {
    expect(rules).not.toEqual([]);
    for (const { rule, queue } of rules) {
      expect(policies.flatMap(statementsIn)).toContainEqual({
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queue,
        Condition: { ArnEquals: { 'aws:SourceArn': rule } },
      });
    }
  });
});
