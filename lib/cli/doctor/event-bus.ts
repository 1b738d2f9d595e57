import { DescribeEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { inTime } from '../../aws/client-config.ts';
import { partsOfArn } from '../../core/text/arn.ts';
import { type Check, failed, ok, unreadable } from './finding.ts';
import type { Setting } from './setting.ts';

export function eventBusCheck({ policy, place }: Setting): Check[] {
  const bus = policy?.events?.bus;
  if (bus === undefined) return [];
  const subject = `bus for events ${bus}`;
  const { region } = partsOfArn(bus);
  return [
    {
      subject,
      async look() {
        const client = new EventBridgeClient({ ...place, ...(region === '' ? {} : { region }), ...inTime(4_000) });
        try {
          const { Arn } = await client.send(new DescribeEventBusCommand({ Name: bus }));
          return [Arn === undefined ? unreadable(subject, 'ARN') : ok(subject, 'exists')];
        } catch (error) {
          const isGone = error instanceof Error && error.name === 'ResourceNotFoundException';
          return [failed(subject, error, isGone ? 'not found: create it, or correct events.bus in the policy' : '')];
        }
      },
    },
  ];
}
