import type { WebClient } from '@slack/web-api';
import { type Check, type DoctorFinding, missing, ok } from './finding.ts';
import { type Secrets, withoutToken } from './secrets.ts';
import type { Setting } from './setting.ts';
import { webClient, whatSlackSays } from './slack.ts';

/** Checks that Signalbox can post in every channel of the routes. It reads the channel's last message, because the
 *  app has that permission anyway; other ways to read a channel need two more scopes. */
export function channelChecks(setting: Setting, secrets: Secrets): Check[] {
  const wanted = new Set(setting.policy?.routes.flatMap(({ channel }) => channel ?? []));
  return [...wanted].map((channel) => {
    const subject = `channel ${channel}`;
    return {
      subject,
      async look() {
        const token = await secrets.read('SLACK_BOT_TOKEN');
        if (typeof token !== 'string') return withoutToken(subject);
        return [await lookAt(webClient(token, setting), subject, channel)];
      },
    };
  });
}

async function lookAt(client: WebClient, subject: string, channel: string): Promise<DoctorFinding> {
  try {
    const { messages } = await client.conversations.history({ channel, limit: 1 });
    // The only message that can follow an archive notice is the unarchive notice.
    const isArchived = /^(channel|group)_archive$/.test(messages?.[0]?.subtype ?? '');
    if (isArchived) return missing(subject, 'it is archived: unarchive it, or use another channel in the policy');
    return ok(subject, 'exists, and Signalbox is a member');
  } catch (error) {
    return whatSlackSays(subject, error, {
      not_in_channel: 'Signalbox is not a member: type /invite @signalbox there',
      channel_not_found: 'not visible to Signalbox: check the id; to a private channel, Signalbox must be invited',
      is_archived: 'it is archived: unarchive it, or use another channel in the policy',
    });
  }
}
