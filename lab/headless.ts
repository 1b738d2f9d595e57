import type { Lab } from './lab.ts';
import { rest } from './quiet.ts';
import { effectsOf, readRows } from './rows.ts';
import type { Scenario } from './scenario.ts';

/** The end of a scenario. */
export interface Played {
  messages: object[];
  sns: object[];
  pipelines: object[];
  effects: object[];
}

/** Plays one scenario to its end.
 *  @throws when it does not come to rest, or a step of it could not be done */
export async function play(lab: Lab, scenario: Scenario): Promise<Played> {
  await lab.begin(scenario);
  await rest(lab);
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
