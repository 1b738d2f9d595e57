import { describe, expect, it } from 'vitest';
import { createEndpoint } from '../../../lib/slack/endpoint/endpoint.ts';
import type { EndpointLine } from '../../../lib/slack/endpoint/handle-request.ts';
import { words } from '../../../lib/slack/endpoint/messages.ts';
import { type Home, isHome, type Origin, readOrigin } from '../../../lib/slack/endpoint/workspace.ts';
import { CHANNEL, click, form, interaction, NOW, SECRET, signed, submission } from '../../kit/slack-requests.ts';

const workspace: Home = { teams: ['T1'], isOrgWide: false };
const inOrg: Home = { teams: ['T1'], enterprise: 'E1', isOrgWide: false };
const wholeOrg: Home = { teams: ['E1'], enterprise: 'E1', isOrgWide: true };

describe('a request', () => {
  it.each<[string, Origin, Home, boolean]>([
    ['the own workspace', { team: 'T1', userTeam: 'T1' }, workspace, true],
    ['a command, without the workspace of the person', { team: 'T1' }, workspace, true],
    ['another workspace', { team: 'T2', userTeam: 'T2' }, workspace, false],
    ['a guest over Slack Connect', { team: 'T1', userTeam: 'T2' }, workspace, false],
    ['a person of the own workspace in a channel of another one', { team: 'T2', userTeam: 'T1' }, workspace, false],
    ['an unknown place', {}, workspace, false],
    ['an organisation, with the app in a workspace only', { enterprise: 'E1' }, workspace, false],
    ['the own workspace in an organisation', { team: 'T1', userTeam: 'T1', enterprise: 'E1' }, inOrg, true],
    ['a person of the organisation', { team: 'T1', userTeam: 'E1', enterprise: 'E1' }, inOrg, true],
    [
      'a sibling workspace, where the app is not installed',
      { team: 'T2', userTeam: 'T2', enterprise: 'E1' },
      inOrg,
      false,
    ],
    ['any workspace of an organisation with the app', { team: 'T7', userTeam: 'T7', enterprise: 'E1' }, wholeOrg, true],
    ['an organisation with the app, without a workspace', { userTeam: 'T7', enterprise: 'E1' }, wholeOrg, true],
    ['a person of an organisation with the app', { team: 'T7', userTeam: 'E1', enterprise: 'E1' }, wholeOrg, true],
    ['the organisation itself', { enterprise: 'E1' }, wholeOrg, true],
    ['a guest of an organisation', { team: 'T7', userTeam: 'T9', enterprise: 'E1' }, wholeOrg, false],
    ['another organisation', { team: 'T9', userTeam: 'T9', enterprise: 'E2' }, wholeOrg, false],
    ['an unknown place, with the app in an organisation', {}, wholeOrg, false],
  ])('from %s is accepted or refused', (_, origin, home, isIn) => {
    expect(isHome(origin, home)).toBe(isIn);
  });

  it('has an origin, for any kind of request', () => {
    expect(readOrigin(form({ command: '/s', team_id: 'T1', enterprise_id: 'E1' }))).toEqual({
      team: 'T1',
      enterprise: 'E1',
    });
    expect(readOrigin(interaction(click({})))).toMatchObject({ team: 'T012AB3C4', userTeam: 'T012AB3C4' });
    const ofOrg = {
      team: null,
      enterprise: { id: 'E1' },
      is_enterprise_install: true,
      user: { id: 'U1', team_id: 'T3' },
    };
    expect(readOrigin(interaction(click({}, ofOrg)))).toEqual({ team: undefined, userTeam: 'T3', enterprise: 'E1' });
    for (const body of ['', 'payload={', 'payload=3', 'payload={"team":3}'])
      expect(isHome(readOrigin(body), workspace)).toBe(false);
  });
});

describe('the endpoint', () => {
  async function enter(body: string, home: () => Promise<Home>) {
    const lines: EndpointLine[] = [];
    const letters: object[] = [];
    const replies: string[] = [];
    const endpoint = createEndpoint({
      secrets: async () => [SECRET],
      home,
      queue: { send: async (message) => void letters.push(message) },
      web: {
        open: async () => {
          letters.push({ opened: true });
          return 'V1';
        },
        tell: async (_, text) => replies.push(text) > 0,
        zone: async () => undefined,
      },
      now: () => NOW,
      log: (line) => lines.push(line),
    });
    const answer = await endpoint(signed(body));
    return { answer, lines, letters, shown: `${answer.body}${replies.join()}` };
  }

  const command = (team_id: string, text = 'freeze shop for 1h because x') =>
    form({ command: '/signalbox', text, user_id: 'U1', channel_id: CHANNEL, trigger_id: '1', team_id });
  const guest = { user: { id: 'U9', name: 'eve', team_id: 'T9' } };
  const strangers: [string, string][] = [
    ['a command', command('T9')],
    ['a question', command('T9', 'status')],
    ['help', command('T9', 'help')],
    ['a press of a guest', interaction(click({}, guest))],
    ['a press for a form', interaction(click({ action_id: 'reject-with-comment' }, guest))],
    ['a form of a guest', interaction({ ...submission('no'), ...guest })],
  ];

  it.each(strangers)('refuses %s from another workspace politely, and logs it', async (_, body) => {
    const home = { teams: ['T012AB3C4'], isOrgWide: false };
    const { answer, lines, letters, shown } = await enter(body, async () => home);
    expect({ status: answer.statusCode, letters }).toEqual({ status: 200, letters: [] });
    expect(shown).toContain(words.stranger);
    expect(lines).toMatchObject([{ message: 'request refused', why: 'another workspace' }]);
  });

  it.each(strangers)(
    'does nothing for %s while its own workspace is unknown, and advises to try again',
    async (_, body) => {
      const { lines, letters, shown } = await enter(body, () => Promise.reject(new Error('Slack is down')));
      expect(letters).toEqual([]);
      expect(shown).toContain(words.homeless);
      expect(lines).toMatchObject([{ message: 'request failed', doing: 'asking Slack for the own workspace' }]);
    },
  );

  it('does not look up its workspace for a request without effect', async () => {
    const asked: string[] = [];
    const home = async () => {
      asked.push('home');
      return workspace;
    };
    const { answer } = await enter(form({ ssl_check: '1' }), home);
    expect({ status: answer.statusCode, asked }).toEqual({ status: 200, asked: [] });
  });
});

it('the workspace of an event is in its JSON, and an event without one is refused', () => {
  const home = { teams: ['T1'], isOrgWide: false };
  const event = (more: object) => readOrigin(JSON.stringify({ type: 'event_callback', ...more }));
  expect(isHome(event({ team_id: 'T1' }), home)).toBe(true);
  expect(isHome(event({ team_id: 'T2' }), home)).toBe(false);
  expect(isHome(event({}), home)).toBe(false);
  expect(isHome(readOrigin('{torn'), home)).toBe(false);
});
