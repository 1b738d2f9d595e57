import type { App, HandedOver } from './hand-over.ts';
import type { Responses } from './responses.ts';
import { showPerson } from './show.ts';
import { bot, type Person, type Workspace } from './workspace.ts';

/** Everything that interactions need: the workspace and the app. */
export interface Desk {
  workspace: Workspace;
  responses: Responses;
  /** The lab's clock. */
  now: () => number;
  /** Absent when interactivity is not set up. */
  app?: App;
  isDown: () => boolean;
}

/** The error that a person sees after a failed interaction. */
export interface Trouble {
  ok: false;
  error: string;
}

export function trouble(error: string): Trouble {
  return { ok: false, error };
}

/** The person and the place in the payload of every interaction. */
export function envelope(person: Person) {
  const { id, name, team_id } = showPerson(person);
  return {
    user: { id, username: name, name, team_id },
    api_app_id: bot.app,
    token: 'deprecated-verification-token',
    team: { id: bot.team, domain: bot.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** The people who may interact. */
export function memberOf({ workspace, isDown, app }: Desk, id: string): { person: Person; app: App } | Trouble {
  const person = workspace.users.find((one) => one.id === id && !one.deactivated);
  if (!person) return trouble(`${id} is not a person of this workspace.`);
  if (isDown()) return trouble('Slack cannot be reached.');
  if (!app) return trouble('This app is not configured to handle interactive responses.');
  return { person, app };
}

/** Slack's words below a button. */
export function wentWrong(answer: HandedOver): string | undefined {
  switch (answer.type) {
    case 'late':
      return 'This app did not answer within 3 seconds.';
    case 'unreachable':
      return 'This app could not be reached.';
    case 'answered':
      return answer.status === 200 ? undefined : `This app responded with status code ${answer.status}.`;
    default:
      throw new Error('There is no such answer', { cause: answer satisfies never });
  }
}
