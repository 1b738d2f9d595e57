import { GetCalendarStateCommand, SSMClient } from '@aws-sdk/client-ssm';
import { inTime } from '../../aws/client-config.ts';
import { partsOfArn } from '../../core/text/arn.ts';
import { type Check, failed, ok, unreadable } from './finding.ts';
import type { Setting } from './setting.ts';

/** Checks that every SSM Change Calendar can be read: an unreadable one freezes all that it covers. */
export function calendarChecks({ policy }: Setting): Check[] {
  const arns = new Set(policy?.freezes.flatMap(({ ssmCalendar = [] }) => ssmCalendar));
  return [...arns].map((arn) => {
    const subject = `calendar ${arn}`;
    return {
      subject,
      async look() {
        const { region } = partsOfArn(arn);
        const client = new SSMClient({ region, ...inTime(4_000) });
        try {
          const { State } = await client.send(new GetCalendarStateCommand({ CalendarNames: [arn] }));
          return [State === undefined ? unreadable(subject, 'state') : ok(subject, `is ${State}`)];
        } catch (error) {
          const isUnknown = error instanceof Error && /InvalidDocument/.test(error.name);
          const todo =
            'SSM has no calendar with this ARN: create it, share it with this account, or remove it from the policy';
          return [failed(subject, error, isUnknown ? todo : '')];
        }
      },
    };
  });
}
