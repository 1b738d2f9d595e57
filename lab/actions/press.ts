import { readReference } from '../../lib/slack/requests/button-reference.ts';
import { type Button, findButton } from '../slack/buttons.ts';
import type { Slack } from '../slack/slack.ts';
import { inputsOf } from '../slack/view.ts';
import { eventually } from '../time/eventually.ts';
import type { Until } from '../time/pace.ts';

/** People decide in Slack: they find the message, press, and fill in what opens. */
export interface Pressing {
  /** Several press at one and the same instant. */
  as: string | string[];
  execution: string;
  stage?: string;
  action?: string;
  /** How the button's label begins. */
  button: string;
  comment?: string;
  /** The button may have been taken away: this person's client has not noticed. */
  stale?: boolean;
  times?: number;
}

interface Circumstances {
  /** The lab's clock. */
  now: () => number;
  /** How it waits for the button, or for the modal. */
  until?: Until;
  /** Milliseconds. */
  patience?: number;
}

/** @throws when there is no such button in time, and with what the person sees when it did not work */
export async function pressInSlack(slack: Slack, pressing: Pressing, circumstances: Circumstances): Promise<void> {
  const { now, until = eventually, patience } = circumstances;
  const { as, comment, stale, times = 1 } = pressing;
  const place = await until(() => placeOf(slack, pressing), patience);
  if (!place) throw new Error(`${as} finds no button "${pressing.button}" to press.`);
  const at = now();
  const fingers = [as].flat().flatMap((user) => Array.from({ length: times }, () => user));
  await Promise.all(
    fingers.map(async (user) => {
      const seen = await slack.press({ user, stale, at, ...place });
      if (!seen.ok) throw new Error(`${user} pressed "${pressing.button}" and saw: ${seen.error}`);
      await fillIn(slack, { user, trigger: seen.trigger, comment, until, patience });
    }),
  );
}

interface Place {
  channel: string;
  ts: string;
  action_id: string;
  value?: string;
}

function placeOf(slack: Slack, { execution, stage, action, button, stale }: Pressing): Place | undefined {
  const about = stage === undefined ? '' : action === undefined ? `${stage}/` : `${stage}/${action}@`;
  const fits = ({ value }: Button) => about === '' || (readReference(value)?.run.startsWith(about) ?? false);
  const all = slack
    .snapshot()
    .channels.flatMap(({ id: channel, messages }) =>
      messages.map(({ ts, metadata, broadcast = false }) => ({ channel, ts, metadata, broadcast })),
    );
  const meant = all.filter(({ metadata }) => metadata?.event_payload.execution === execution);
  // The live message first; a reply in the channel has the same buttons.
  for (const { channel, ts } of meant.sort((a, b) => Number(a.broadcast) - Number(b.broadcast))) {
    const { shown, gone } = slack.buttons(channel, ts);
    const found = findButton((stale ? [...shown, ...gone] : shown).filter(fits), { button });
    if (found) return { channel, ts, action_id: found.action_id, value: found.value };
  }
  return undefined;
}

interface Filling {
  user: string;
  trigger: string;
  comment: string | undefined;
  until: Until;
  patience: number | undefined;
}

/** A comment goes into the first input of the modal that the press opened. */
async function fillIn(slack: Slack, { user, trigger, comment, until, patience }: Filling): Promise<void> {
  const opened = () => slack.snapshot().views.find((view) => view.trigger === trigger);
  const view = comment === undefined ? opened() : await until(opened, patience);
  if (!view && comment !== undefined) throw new Error(`No modal opened for ${user} to enter the comment "${comment}".`);
  if (!view) return;
  const [first] = inputsOf(view);
  const values = first && comment !== undefined ? { [first.block_id]: comment } : {};
  const seen = await slack.submit({ user, viewId: view.id, values });
  if (seen.ok) return;
  slack.dismiss({ user, viewId: view.id });
  throw new Error(`${user} submitted "${view.title.text}" and saw: ${seen.error}`);
}
