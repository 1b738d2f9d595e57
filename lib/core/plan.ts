import type { Wanted } from './effect.ts';
import type { Execution } from './execution.ts';
import { isRunning } from './execution.ts';
import type { Ledger } from './ledger.ts';
import { allNews, currentNews, type News } from './news.ts';
import { GIVE_UP_READING, GIVE_UP_TELLING, quietUntil } from './patience.ts';
import type { Routed, Rules } from './rules.ts';
import { type Story, tell } from './story.ts';
import type { Verdict } from './verdict.ts';

/** Something that should be true. */
export interface Wish {
  key: string;
  effect: Wanted;
  verdict: Verdict;
  /** `level`: wanted whenever the world differs. `once`: its key is spent. `again`: each time its hour comes. */
  kind: 'level' | 'once' | 'again';
  /** Not before these were tried. */
  after: string[];
  /** Not before this instant. */
  from: number;
  /** Failing for so long, it is given up. */
  giveUp: number;
}

/** Everything that should be true of this execution now, whatever was already done about it. */
export function plan(execution: Execution, rules: Rules, ledger: Ledger): Wish[] {
  const story = tell(execution);
  const current = currentNews(story);
  const subject = { ...execution.ref, tags: execution.about.tags };
  const routed = rules.route(subject, allNews(execution, story));
  const channels = channelsOf(routed, ledger);
  if (channels.length === 0 && !rules.watches(subject)) return [];

  const ended = !isRunning(story.state);
  return [
    describe(execution, rules),
    ...(story.gone ? [] : [ended ? recountAtTheEnd(story) : recountWhenQuiet(execution, story, ledger)]),
    ...channels.flatMap(({ channel, routes }) => [
      show(story, channel, routes),
      ...reply(story, channel, routes, current),
    ]),
    ...routed.flatMap((route) => publications(story, route, current, ended && !story.gone)),
  ];
}

function describe({ ref, about }: Execution, rules: Rules): Wish {
  const effect: Wanted = { type: 'describe', execution: ref, version: about.version, tags: rules.readsTags };
  const verdict: Verdict = { rule: 'describe', outcome: 'allow', because: 'The stages to come are shown too.' };
  return { key: 'describe', kind: 'once', effect, verdict, after: [], from: 0, giveUp: GIVE_UP_READING };
}

function recountKey(story: Story): string {
  return `recount:${story.state}@${story.attempt}`;
}

function recountAtTheEnd(story: Story): Wish {
  const verdict: Verdict = { rule: 'recount', outcome: 'allow', because: 'It ended: read what the events left out.' };
  return { ...recount(story), key: recountKey(story), kind: 'once', verdict, from: 0 };
}

function recountWhenQuiet({ facts }: Execution, story: Story, ledger: Ledger): Wish {
  const key = 'recount';
  const all = Object.values(facts);
  const startKnown = all.some((fact) => fact.type === 'pipeline');
  const latest = Math.max(...all.map((fact) => fact.at), 0);
  const from = quietUntil(latest, ledger[key]?.doneAt, startKnown);
  const because = startKnown ? 'Nothing was heard for too long.' : 'Its beginning was not heard.';
  const verdict: Verdict = { rule: 'recount', outcome: 'allow', because };
  return { ...recount(story), key, kind: 'again', verdict, from };
}

function recount({ account, region, pipeline, executionId }: Story): Pick<Wish, 'effect' | 'after' | 'giveUp'> {
  const effect: Wanted = { type: 'recount', execution: { account, region, pipeline, executionId } };
  return { effect, after: [], giveUp: GIVE_UP_READING };
}

interface ChannelRoutes {
  channel: string;
  routes: Routed[];
}

/** However many routes lead to a channel, it has one message; and where a message of ours stands, it is kept true,
 *  whatever the routes say by now. */
function channelsOf(routed: Routed[], ledger: Ledger): ChannelRoutes[] {
  const told = Object.values(ledger).flatMap(({ message, channel }) => (message && channel ? [channel] : []));
  const named = routed.flatMap((route) => (route.channel === undefined ? [] : [route.channel]));
  return [...new Set([...named, ...told])].map((channel) => ({
    channel,
    routes: routed.filter((route) => route.channel === channel),
  }));
}

export function showKey(channel: string): string {
  return `show:${channel}`;
}

function show(story: Story, channel: string, routes: Routed[]): Wish {
  const [first, ...more] = routes.map((route) => route.verdict);
  const toldBefore: Verdict = { rule: 'show', outcome: 'allow', because: 'What was told here is kept true.' };
  const verdict: Verdict = { ...(first ?? toldBefore), ...(more.length > 0 ? { under: more } : {}) };
  return {
    key: showKey(channel),
    kind: 'level',
    effect: { type: 'show', channel, story },
    verdict,
    after: ['describe'],
    from: 0,
    giveUp: GIVE_UP_TELLING,
  };
}

/** An edited message notifies nobody, so what must be heard is said in its thread. */
function reply(story: Story, channel: string, routes: Routed[], current: News[]): Wish[] {
  return current
    .filter((news) => news.type === 'failed')
    .flatMap((news) => {
      const listening = routes.filter((route) => route.news.some((heard) => heard.type === news.type));
      if (listening.length === 0) return [];
      const mention = [...new Set(listening.flatMap((route) => route.mention))];
      const because = 'It failed, and an edited message notifies nobody.';
      return [
        {
          key: `reply:${channel}:${news.key}`,
          kind: 'once',
          effect: { type: 'reply', channel, story, news, mention },
          verdict: { rule: 'reply', outcome: 'allow', because },
          after: [showKey(channel), ...(story.gone ? [] : [recountKey(story)])],
          from: 0,
          giveUp: GIVE_UP_TELLING,
        } satisfies Wish,
      ];
    });
}

/** The end is published when it was read, so that it says why, and whether things are well again. */
function publications(story: Story, route: Routed, current: News[], ended: boolean): Wish[] {
  return current
    .filter((news) => route.news.some((taken) => taken.key === news.key))
    .flatMap((news) =>
      route.topics.map((topic) => ({
        key: `publish:${topic}:${news.key}`,
        kind: 'once',
        effect: { type: 'publish', topic, story, news },
        verdict: route.verdict,
        after: ended ? [recountKey(story)] : ['describe'],
        from: 0,
        giveUp: GIVE_UP_TELLING,
      })),
    );
}
