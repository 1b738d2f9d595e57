import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { inTime } from '../../aws/client-config.ts';
import { type Check, failed, ok, untold } from './finding.ts';
import type { Setting } from './setting.ts';

/** Checks that the alarm topic has a subscriber. Alarms may use another topic (parameter `alarms`), not in the outputs. */
export function topicCheck({ stack, place }: Setting): Check[] {
  const TopicArn = stack?.outputs.TopicArn;
  if (TopicArn === undefined) return [];
  const subject = `topic ${TopicArn}`;
  return [
    {
      subject,
      async look() {
        const client = new SNSClient({ ...place, ...inTime(4_000) });
        try {
          const { Subscriptions = [] } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
          const heard = Subscriptions.filter(({ SubscriptionArn }) => SubscriptionArn?.startsWith('arn:'));
          if (heard.length > 0) return [ok(subject, 'has a subscriber')];
          const subscribe = `aws sns subscribe --topic-arn ${TopicArn} --protocol email --notification-endpoint …`;
          const pending = Subscriptions.length > 0 ? 'no subscription is confirmed yet' : 'it has no subscriber';
          return [untold(subject, `${pending}, so alarms are lost unless they go to another topic: ${subscribe}`)];
        } catch (error) {
          return [failed(subject, error)];
        }
      },
    },
  ];
}
