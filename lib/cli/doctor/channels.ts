import type { WebClient } from '@slack/web-api';
import type { Check, Finding } from './finding.ts';
import { missing, ok } from './finding.ts';
import { type Secrets, withoutToken } from './secrets.ts';
import type { Setting } from './setting.ts';
import { webClient, whatSlackSays } from './slack.ts';

/** Whether Signalbox can write in every channel of the routes. It asks for their last message, because it may do that
 *  anyway: to be told of a channel otherwise takes two more scopes. */
export function channelsCheck(setting: Setting, secrets: Secrets): Check {
  const subject = 'channels';
  return {
    subject,
    async look() {
      const wanted = new Set(setting.policy?.routes.flatMap(({ channel }) => channel ?? []));
      if (wanted.size === 0) return [];
      const token = await secrets.read('SLACK_BOT_TOKEN');
      if (typeof token !== 'string') return withoutToken(subject);
      const client = webClient(token, setting);
      const found: Finding[] = [];
      // One after another: Slack counts them.
      for (const channel of wanted) found.push(await lookAt(client, channel));
      return found;
    },
  };
}

async function lookAt(client: WebClient, channel: string): Promise<Finding> {
  const subject = `channel ${channel}`;
  try {
    const { messages } = await client.conversations.history({ channel, limit: 1 });
    // Nothing is written after it but that it was opened again.
    const isArchived = /^(channel|group)_archive$/.test(messages?.[0]?.subtype ?? '');
    if (isArchived) return missing(subject, 'it is archived: open it again, or name another one in the policy');
    return ok(subject, 'is there, and Signalbox is in it');
  } catch (error) {
    return whatSlackSays(subject, error, {
      not_in_channel: 'Signalbox is not in it: say /invite @signalbox there',
      channel_not_found: 'there is none that Signalbox sees: is the id right? To a private one it has to be invited',
      is_archived: 'it is archived: open it again, or name another one in the policy',
    });
  }
}
