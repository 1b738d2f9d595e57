import { buttonsIn, findButton } from '../slack/buttons.ts';
import type { Slack } from '../slack/slack.ts';
import type { SlackMessage } from '../slack/snapshot.ts';
import { eventually } from '../time/eventually.ts';
import type { Until } from '../time/pace.ts';

/** A step that waits until Slack shows something. */
export interface Seeing {
  /** The message of this execution, or a message that only this person sees. */
  execution?: string;
  as?: string;
  button?: string;
  says?: string;
}

/** @throws when it does not appear in time */
export async function seeInSlack(
  slack: Slack,
  seeing: Seeing,
  { until = eventually, patience }: { until?: Until; patience?: number } = {},
): Promise<void> {
  const { button, says } = seeing;
  const text = says === undefined ? '' : asInJson(says);
  const seen = await until(() => {
    const messages = slack.snapshot().channels.flatMap((channel) => channel.messages);
    return messages.find(
      (message) =>
        isMeant(message, seeing) &&
        (button === undefined || findButton(buttonsIn(message.blocks), { button }) !== undefined) &&
        JSON.stringify([message.text, message.blocks]).includes(text),
    );
  }, patience);
  const what = Object.entries(seeing).map(([name, value]) => `${name} ${value}`);
  if (!seen) throw new Error(`Slack does not show this: ${what.join(', ')}.`);
}

function asInJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function isMeant({ onlyFor, metadata, broadcast = false }: SlackMessage, { execution, as }: Seeing): boolean {
  if (broadcast || onlyFor !== as) return false;
  return execution === undefined || metadata?.event_payload.execution === execution;
}
