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
