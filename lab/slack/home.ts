import { type Desk, envelope, memberOf, type Trouble, trouble, wentWrong } from './desk.ts';
import { handEvent, handOver } from './hand-over.ts';
import { type Block, bot } from './workspace.ts';

/** A control of the Home: its value is that of the button, or the chosen option of a menu. */
export interface HomePress {
  user: string;
  action_id: string;
  value?: string;
}

/** A person opens the tab: the app hears of it each time. */
export async function openHome(desk: Desk, user: string): Promise<{ ok: true } | Trouble> {
  const member = memberOf(desk, user);
  if ('error' in member) return member;
  const event = {
    token: 'deprecated-verification-token',
    team_id: bot.team,
    api_app_id: bot.app,
    event: {
      type: 'app_home_opened',
      user,
      channel: `D${user.slice(1)}`,
      tab: 'home',
      event_ts: desk.workspace.stamp(desk.now()),
    },
    type: 'event_callback',
    event_id: `Ev${user}`,
    event_time: Math.floor(desk.now() / 1000),
    authorizations: [{ enterprise_id: null, team_id: bot.team, user_id: bot.id, is_bot: true }],
  };
  const failed = wentWrong(await handEvent(member.app, event, desk.now()));
  return failed === undefined ? { ok: true } : trouble(failed);
}

export async function pressHome(desk: Desk, { user, action_id, value }: HomePress): Promise<{ ok: true } | Trouble> {
  const member = memberOf(desk, user);
  if ('error' in member) return member;
  const control = controlsIn(desk.workspace.homes.get(user) ?? []).find(
    (one) => one.action_id === action_id && (value === undefined || valuesOf(one).includes(value)),
  );
  if (!control) return trouble('The Home has no such control.');
  const payload = {
    type: 'block_actions',
    ...envelope(member.person),
    container: { type: 'view', view_id: `V${user.slice(1)}` },
    trigger_id: desk.workspace.triggers.mint(user),
    view: { id: `V${user.slice(1)}`, type: 'home', team_id: bot.team },
    actions: [{ ...pressed(control, value), action_ts: desk.workspace.stamp(desk.now()) }],
  };
  const failed = wentWrong(await handOver(member.app, { payload: JSON.stringify(payload) }, desk.now()));
  return failed === undefined ? { ok: true } : trouble(failed);
}

type Control = { type: string; action_id: string; value?: string; options?: { value: string }[] };

function controlsIn(blocks: Block[]): Control[] {
  return blocks.flatMap(({ elements, accessory }) => [
    ...(Array.isArray(elements) ? (elements as Control[]) : []),
    ...(accessory ? [accessory as Control] : []),
  ]);
}

function valuesOf({ value, options = [] }: Control): (string | undefined)[] {
  return [value, ...options.map((option) => option.value)];
}

function pressed({ type, action_id, value: own, options }: Control, value: string | undefined) {
  if (options === undefined) return { type, action_id, value: own };
  return { type, action_id, selected_option: options.find((option) => option.value === value) };
}
