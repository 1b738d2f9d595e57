import { setTimeout } from 'node:timers/promises';
import type { Lab } from './lab.ts';
import { isQuiet } from './quiet.ts';
import { effectsOf, readRows } from './rows.ts';
import type { Scenario } from './scenario.ts';

/** What a scenario came to. */
export interface Played {
  messages: object[];
  sns: object[];
  pipelines: object[];
  effects: object[];
}

/** Real milliseconds after which a scenario that does not come to rest is given up. */
const PATIENCE = 120_000;

/** Plays one scenario to its end.
 *  @throws when it does not come to rest, or a step of it could not be done */
export async function play(lab: Lab, scenario: Scenario): Promise<Played> {
  await lab.begin(scenario);
  const until = performance.now() + PATIENCE;
  // Twice in a row, so that what is between the queue and the table is not taken for quiet.
  for (let quiet = 0; quiet < 2; ) {
    if (performance.now() > until) throw new Error(`The scenario ${scenario.name} did not come to rest`);
    await setTimeout(150);
    quiet = (await isQuiet(lab)) ? quiet + 1 : 0;
  }
  if (lab.failures.length > 0) throw new Error(lab.failures.join('\n'));
  return outcome(lab);
}

export async function outcome(lab: Lab): Promise<Played> {
  const rows = await readRows(lab.standIns.dynamo);
  return {
    messages: lab.slack
      .snapshot()
      .channels.flatMap(({ id, messages }) => messages.filter((m) => !m.broadcast).map((m) => ({ channel: id, ...m }))),
    sns: lab.inbox.mails().map((mail) => ({ ...mail, message: JSON.parse(mail.message) as unknown })),
    pipelines: lab.codepipeline.snapshot(),
    effects: effectsOf(rows),
  };
}
