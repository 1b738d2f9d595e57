import type { Command } from '../page/state.ts';
import type { Step } from '../scenario.ts';
import type { Trouble } from '../slack/desk.ts';
import type { Slack } from '../slack/slack.ts';
import type { Clock } from '../time/clock.ts';
import type { Until } from '../time/pace.ts';
import { pressInSlack } from './press.ts';
import { seeInSlack } from './see.ts';

/** Actions of people in Slack. */
type InSlack = Extract<
  Command | Step,
  { type: 'press' | 'see' | 'click' | 'home' | 'home-click' | 'submit' | 'dismiss' | 'command' | 'group' }
>;

interface Surroundings {
  slack: Slack;
  clock: Clock;
  until: Until;
  /** The id of an execution that a scenario has a name for. */
  named: (execution: string) => string;
}

export function performInSlack(command: InSlack, { slack, clock, until, named }: Surroundings): void | Promise<void> {
  switch (command.type) {
    case 'press':
      return pressInSlack(slack, { ...command, execution: named(command.execution) }, { now: clock.now, until });
    case 'see': {
      const { type: _, execution, ...seeing } = command;
      return seeInSlack(slack, { ...seeing, ...(execution && { execution: named(execution) }) }, { until });
    }
    case 'click': {
      const { type: _, as: user, ...button } = command;
      return seen(slack.press({ user, ...button }));
    }
    case 'home':
      return seen(slack.openHome(command.as));
    case 'home-click': {
      const { type: _, as: user, ...control } = command;
      return seen(slack.pressHome({ user, ...control }));
    }
    case 'submit':
      return seen(slack.submit({ user: command.as, viewId: command.view, values: command.values }));
    case 'dismiss':
      slack.dismiss({ user: command.as, viewId: command.view });
      return;
    case 'command':
      return seen(slack.command({ user: command.as, channel: command.channel, text: command.text }));
    case 'group':
      slack.setGroup(command.id, command.users);
      return;
    default:
      throw new Error('There is no such command', { cause: command satisfies never });
  }
}

async function seen(done: Promise<{ ok: true } | Trouble>): Promise<void> {
  const what = await done;
  if (!what.ok) throw new Error(what.error);
}
