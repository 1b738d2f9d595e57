// @ts-check

import { button, byId, h } from '../dom.js';
import { keep } from '../keep.js';
import { notice, tell } from '../send.js';
import { dayOf } from '../time.js';
import { drawComposer } from './composer.js';
import { drawHome } from './home.js';
import { drawMail } from './inbox.js';
import { drawMessage } from './messages.js';
import { drawModal } from './modal.js';
import { me } from './people.js';
import { reasonsFor } from './why.js';

/** @typedef {import('../state.ts').LabState} LabState */

const INBOX = 'sns';
const HOME = 'home';
const SHOWN = 60;

/** @type {string | undefined} */
let open = location.hash.slice(1) || undefined;

/** The person who reads now. @type {string | undefined} */
let reader;

/**
 * @param {LabState} state
 * @param {() => void} again redraws everything, after another channel was selected
 */
export function drawChannels(state, again) {
  const { channels } = state.slack;
  const member = me(state.slack);
  const person = member?.id;
  const lists = [
    ...channels.map(({ id, name, messages }) => ({
      id,
      title: `${id.startsWith('D') ? '@' : '#'} ${name}`,
      count: messages.filter(seenBy(person)).length,
    })),
    /** @type {{ id: string, title: string, count: number | undefined }} */ ({
      id: HOME,
      title: '⌂ Home',
      count: undefined,
    }),
    { id: INBOX, title: '✉ SNS inbox', count: state.sns.length },
  ];
  const busy = channels.find(({ messages }) => messages.length > 0) ?? channels[0];
  const chosen = lists.find(({ id }) => id === open)?.id ?? busy?.id ?? INBOX;

  keep(
    byId('channels'),
    lists.map((list) => ({
      key: list.id,
      of: [list, list.id === chosen],
      draw: () => tab(list, list.id === chosen, again),
    })),
  );
  const pane = byId('pane');
  const turned = pane.dataset.shows !== chosen;
  const atEnd = turned || pane.scrollHeight - pane.scrollTop - pane.clientHeight < 60;
  pane.dataset.shows = chosen;
  keep(pane, chosen === INBOX ? mails(state) : chosen === HOME ? home(state) : messages(state, chosen));
  drawComposer(member, chosen === INBOX || chosen === HOME ? undefined : chosen);
  if (atEnd) pane.scrollTop = pane.scrollHeight;
  reader = person;
  drawModal(state.slack, person, { nameOf: namesIn(state), press: () => {} });
}

/**
 * @param {{ id: string, title: string, count: number | undefined }} list
 * @param {boolean} current
 * @param {() => void} again
 */
function tab({ id, title, count }, current, again) {
  const choose = () => {
    open = id;
    history.replaceState(null, '', `#${id}`);
    if (id === HOME) openHome();
    again();
  };
  const counted = count === undefined ? '' : `, ${count} messages`;
  const node = button('', choose, { 'aria-current': current && 'true', 'aria-label': `${title}${counted}` });
  node.append(title, ...(count === undefined ? [] : [' ', h('span', { class: 'count' }, String(count))]));
  return node;
}

/** Slack tells the app each time that a person looks. */
async function openHome() {
  if (!reader) return;
  const { ok, error } = await tell({ type: 'home', as: reader });
  notice(ok ? '' : `The Home: ${error}`);
}

/** @param {LabState} state */
function home(state) {
  const { homes } = state.slack;
  const user = reader;
  const blocks = homes.find((one) => one.user === user)?.blocks;
  if (!user || !blocks) return [nothing('The app has not shown a Home to this person. Open this tab again.')];
  return [{ key: 'home', of: [blocks, user, dayOf(state.now)], draw: () => drawHome(user, blocks, namesIn(state)) }];
}

/** @param {LabState} state */
function mails({ sns }) {
  if (sns.length === 0) return [nothing('Nothing has been published yet.')];
  // Two mails may be equal: only their place differs.
  return sns.map((mail, index) => ({ key: `mail ${index}`, of: mail, draw: () => drawMail(mail) })).slice(-SHOWN);
}

/**
 * @param {LabState} state
 * @param {string} channel
 */
function messages(state, channel) {
  const { channels, users } = state.slack;
  const person = me(state.slack);
  const all = channels.find(({ id }) => id === channel)?.messages ?? [];
  const listed = all
    .filter(seenBy(person?.id))
    .map((message) => ({ ...message, replies: message.replies.filter(seenBy(person?.id)) }));
  if (listed.length === 0) return [nothing('There are no messages yet. Push a commit.')];
  const stage = {
    nameOf: namesIn(state),
    /** @type {import('./messages.js').Stage['press']} */
    press: ({ action_id = '', value }, ts) => {
      if (person) press(person, { channel, ts, action_id, ...(value !== undefined && { value }) });
    },
  };
  return listed.slice(-SHOWN).map((message) => {
    const root = message.broadcast
      ? listed.find(({ replies }) => replies.some(({ ts }) => ts === message.ts))
      : undefined;
    // The message with the thread has the reasons already.
    const reasons = root ? [] : reasonsFor(state.why, message);
    return {
      key: `${channel} ${message.ts}`,
      // The day: a date may be drawn as "today".
      of: [message, root?.text, reasons, users, person, dayOf(state.now)],
      draw: () => drawMessage(message, root, reasons, stage),
    };
  });
}

/**
 * @param {LabState} state
 * @returns {import('./draw-text.js').NameOf}
 */
function namesIn({ slack: { channels, users, groups } }) {
  const known = { channel: channels, person: users, group: groups };
  return (kind, id) => known[kind].find((one) => one.id === id)?.name;
}

/** Some messages only one person sees. @param {string | undefined} person */
function seenBy(person) {
  return (/** @type {{ onlyFor?: string }} */ { onlyFor }) => onlyFor === undefined || onlyFor === person;
}

/**
 * @param {{ id: string, name: string }} person
 * @param {{ channel: string, ts: string, action_id: string, value?: string }} what
 */
async function press({ id, name }, what) {
  const { ok, error } = await tell({ type: 'click', as: id, ...what });
  notice(ok ? '' : `${name} sees: ${error}`);
}

/** @param {string} text */
function nothing(text) {
  return { key: 'nothing', of: text, draw: () => h('p', { class: 'faint nothing' }, text) };
}
