import { DAY, MINUTE, SECOND } from '../core/base/units.ts';
import type { SharedState } from '../core/command/shared-state.ts';
import type { Execution, ExecutionKey } from '../core/execution/facts.ts';
import { withActs } from '../core/home/choices.ts';
import { type HomeQuestion, type HomeView, homeRows, homeView, peopleToLookUp } from '../core/home/home-view.ts';
import { personToken } from '../core/home/person-token.ts';
import type { HomeChoices, HomeRequest } from '../core/home/types.ts';
import type { PolicyPort } from '../core/model/policy-port.ts';
import type { Row } from '../core/model/row.ts';
import { changeValue, loadValue } from '../store/change-value.ts';
import type { VersionedValues } from '../store/versioned-values.ts';
import type { HomeSlack } from '../worker/home-slack.ts';
import { choicesOf } from './home-choices.ts';
import { recentValue } from './note-recent.ts';

export interface HomeSources {
  load: (key: ExecutionKey) => Promise<Row | undefined>;
  values: VersionedValues;
  state: () => Promise<SharedState>;
  rulesFor: (state: SharedState) => PolicyPort;
  slack: HomeSlack;
  now: () => number;
}

const DEBOUNCE = 5 * SECOND;
/** The queue repeats a message after three minutes. */
const REPEATED = 2 * MINUTE;
const MOST_REMEMBERED = 1_000;
/** Choices live as long as they are used: a save renews them. */
const RENEW = 14 * DAY;

/** Publishes the Home of a person: one read of the shared state, of the notes of executions and of the person's choices,
 *  and of at most 22 rows. Safe to repeat. */
export function createRefreshHome({ load, values, state, rulesFor, slack, now }: HomeSources) {
  const shown = new Map<string, number>();

  return async (user: string, requests: HomeRequest[]): Promise<void> => {
    const at = now();
    const isWanted = requests.some(({ act, isPress }) => act !== undefined || isPress);
    if (!isWanted && (shown.get(user) ?? Number.NEGATIVE_INFINITY) > at - DEBOUNCE) return;
    if (shown.size >= MOST_REMEMBERED) shown.clear();
    shown.set(user, at);
    try {
      await slack.publishHome(user, await viewOf(user, requests, at));
    } catch (error) {
      shown.delete(user);
      throw error;
    }
  };

  async function viewOf(user: string, requests: HomeRequest[], at: number): Promise<HomeView | undefined> {
    const shared = await state();
    const rules = rulesFor(shared);
    if (!rules.home) return undefined;
    const [choices, { known: recent }, email] = await Promise.all([
      choose(user, requests, at),
      loadValue(values, recentValue),
      // Without the e-mail, the person is known by Slack's id alone.
      slack.emailOf(user).catch(() => undefined),
    ]);
    const tokens = [user, ...(email === undefined ? [] : [email])].map(personToken);
    const rows = homeRows(recent, { tokens, choices, now: at });
    const wanted = [...new Set([...rows.shown.flatMap(({ execution }) => execution ?? []), ...rows.waiting])];
    // A row that cannot be read is missing in the Home, and does not take the rest with it.
    const loaded = await Promise.all(wanted.map(async (key) => [key, await load(key).catch(() => undefined)] as const));
    const executions = new Map(
      loaded.flatMap(([key, row]) => (row?.execution ? [[key, shownIn(row, row.execution)]] : [])),
    );
    const question: HomeQuestion = {
      user,
      tokens,
      choices,
      rows,
      executions,
      rules,
      state: shared,
      known: {},
      now: at,
    };
    const people = peopleToLookUp(question);
    // A person or a group that Slack does not return now does not count: the press decides again.
    const known = people.groups.length + people.emails.length > 0 ? await slack.lookUp(people).catch(() => ({})) : {};
    return homeView({ ...question, known });
  }

  async function choose(user: string, requests: HomeRequest[], at: number): Promise<HomeChoices> {
    const stored = choicesOf(user);
    // An old press may come again after a newer one.
    const fresh = requests.filter((one) => one.at > at - REPEATED);
    if (fresh.some(({ act }) => act !== undefined)) {
      return changeValue({ values, now }, stored, (known) => {
        const next = withActs(known, fresh);
        return { next, answer: next };
      });
    }
    const { known, version } = await loadValue(values, stored);
    if (version === 0 || known.at > at - RENEW) return known;
    return changeValue({ values, now }, stored, (old) => {
      const next = { ...old, at };
      return { next, answer: next };
    });
  }
}

function shownIn({ ledger }: Row, execution: Execution): { execution: Execution; channels: string[] } {
  const channels = Object.values(ledger).flatMap(({ message, channel }) =>
    message && channel ? [message.channel] : [],
  );
  return { execution, channels: [...new Set(channels)] };
}
