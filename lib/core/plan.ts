import type { Ask, Wanted } from './effect.ts';
import type { Execution } from './execution.ts';
import { type ExecutionRef, isRunning } from './execution.ts';
import { failedActions } from './failed-actions.ts';
import type { Ledger } from './ledger.ts';
import { allNews, currentNews, type News } from './news.ts';
import { GIVE_UP_READING, GIVE_UP_TELLING, ITS_EVENT, quietUntil } from './patience.ts';
import { type Asking, inspectKey, planApproval } from './plan-approval.ts';
import { planDecided, planOrphans } from './plan-decided.ts';
import { planNudges } from './plan-nudge.ts';
import type { Routed, Rules } from './rules.ts';
import { type Decided, type Story, tell } from './story.ts';
import type { Verdict } from './verdict.ts';
import type { Matter, Wish } from './wish.ts';

/** Everything that should be true of this execution now, whatever was already done about it. */
export function plan(execution: Execution, rules: Rules, ledger: Ledger, now: number): Wish[] {
  const story = tell(execution);
  const matter: Matter = { execution, story, rules, ledger, now };
  if (Object.keys(execution.facts).length === 0) return planOrphans(matter);
  const current = currentNews(story);
  const subject = { ...execution.ref, tags: execution.about.tags };
  const routed = rules.route(subject, allNews(execution, story));
  const channels = channelsOf(routed, ledger);
  if (channels.length === 0 && !rules.watches(subject)) return [];

  const ended = !isRunning(story.state);
  const diagnoses = story.state === 'FAILED' ? failedActions(execution).map((one) => diagnose(story, one)) : [];
  // What is told of an end is told with its reason, as far as that can be found out.
  const why = ended ? [recountKey(story), ...diagnoses.map((wish) => wish.key)] : [];
  const askings = story.approvals.map((waiting) => planApproval(matter, waiting));
  return [
    describe(execution, 'stages'),
    ...(rules.readsTags ? [describe(execution, 'tags')] : []),
    ...(story.gone ? [] : [ended ? recountAtTheEnd(execution, story) : recountWhenQuiet(execution, story, ledger)]),
    ...diagnoses,
    ...askings.flatMap((asking) => asking.wishes),
    ...story.decisions.flatMap((decided) => decisions(matter, decided, ended)),
    ...planOrphans(matter),
    ...channels.flatMap((channel) => [
      show(
        story,
        channel,
        asksIn(channel, askings),
        ledger[showKey(channel.channel)]?.message || diagnoses.length === 0 ? [] : why,
      ),
      ...reply(story, channel, current, why),
      ...nudges(matter, channel, askings),
    ]),
    ...routed.flatMap((route) => publications(story, route, current, why)),
  ];
}

/** Who decided an approval outside Slack is in no event: it is read once. */
function decisions(matter: Matter, decided: Decided, ended: boolean): Wish[] {
  const { execution, story } = matter;
  if (ended) return planDecided(matter, decided, [recountKey(story)]);
  if (decided.by || decided.updatedBy) return planDecided(matter, decided, []);
  const key = `recount:${decided.run}`;
  const verdict: Verdict = { rule: 'recount', outcome: 'allow', because: 'Who decided it is in no event.' };
  const read: Wish = { ...recount(execution, story), key, kind: 'once', verdict, from: 0 };
  return [read, ...planDecided(matter, decided, [key])];
}

/** What can be decided in this channel: what a route brings here. */
function asksIn(channel: ChannelRoutes, askings: Asking[]): Ask[] {
  return askings.map(({ ask }) => ask).filter(({ stage }) => isAskedIn(channel, stage));
}

function isAskedIn({ routes }: ChannelRoutes, stage: string): boolean {
  return routes.some(({ news }) => news.some(({ type, stages }) => type === 'approval' && stages.includes(stage)));
}

function nudges({ story, now }: Matter, channel: ChannelRoutes, askings: Asking[]): Wish[] {
  return askings
    .filter(({ ask }) => isAskedIn(channel, ask.stage))
    .flatMap((asking) => planNudges(story, asking, channel.channel, now, [showKey(channel.channel)]));
}

/** Only tried, not done: nothing is kept silent because something cannot be read. Tags are wished for only where a rule
 *  asks for them, and what is not wished for holds up nothing. */
const DESCRIBED = ['describe:stages', 'describe:tags'];

function describe({ ref, about }: Execution, what: 'stages' | 'tags'): Wish {
  const effect: Wanted = { type: 'describe', what, execution: ref, version: about.version };
  const because = what === 'stages' ? 'The stages to come are shown too.' : 'A route asks for the tags.';
  const verdict: Verdict = { rule: 'describe', outcome: 'allow', because };
  return { key: `describe:${what}`, kind: 'once', effect, verdict, after: [], from: 0, giveUp: GIVE_UP_READING };
}

function recountKey(story: Story): string {
  return `recount:${story.state}@${story.attempt}`;
}

function recountAtTheEnd(execution: Execution, story: Story): Wish {
  const verdict: Verdict = { rule: 'recount', outcome: 'allow', because: 'It ended: read what the events left out.' };
  return { ...recount(execution, story), key: recountKey(story), kind: 'once', verdict, from: 0 };
}

function recountWhenQuiet(execution: Execution, story: Story, ledger: Ledger): Wish {
  const key = 'recount';
  const startKnown = Object.values(execution.facts).some((fact) => fact.type === 'pipeline');
  const lastLook = ledger[key]?.doneAt;
  const expired = story.approvals.flatMap(({ request }) => (request?.expiresAt ? [request.expiresAt + ITS_EVENT] : []));
  const due = expired.filter((at) => lastLook === undefined || at > lastLook);
  const from = Math.min(quietUntil(newestOf(execution), lastLook, startKnown), ...due);
  const because = startKnown ? 'Nothing was heard for too long.' : 'Its beginning was not heard.';
  const verdict: Verdict = { rule: 'recount', outcome: 'allow', because };
  return { ...recount(execution, story), key, kind: 'again', verdict, from };
}

function recount(execution: Execution, { attempt }: Story): Pick<Wish, 'effect' | 'after' | 'giveUp'> {
  const effect: Wanted = { type: 'recount', execution: execution.ref, attempt, newest: newestOf(execution) };
  return { effect, after: [], giveUp: GIVE_UP_READING };
}

function diagnose(story: Story, { run, failed }: ReturnType<typeof failedActions>[number]): Wish {
  const verdict: Verdict = { rule: 'diagnose', outcome: 'allow', because: 'Somebody will ask why it failed.' };
  return {
    key: `diagnose:${run}`,
    kind: 'once',
    effect: { type: 'diagnose', execution: refOf(story), run, failed },
    verdict,
    // The recount brings the names of what to look at.
    after: [recountKey(story)],
    from: 0,
    giveUp: GIVE_UP_READING,
  };
}

function refOf({ account, region, pipeline, executionId }: Story): ExecutionRef {
  return { account, region, pipeline, executionId };
}

function newestOf({ facts }: Execution): number {
  return Math.max(0, ...Object.values(facts).map((fact) => fact.at));
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

/** @param why what a first look has to wait for; a later one is edited when it comes */
function show(story: Story, { channel, routes }: ChannelRoutes, asks: Ask[], why: string[]): Wish {
  const [first, ...more] = routes.map((route) => route.verdict);
  const toldBefore: Verdict = { rule: 'show', outcome: 'allow', because: 'What was told here is kept true.' };
  const verdict: Verdict = { ...(first ?? toldBefore), ...(more.length > 0 ? { under: more } : {}) };
  return {
    key: showKey(channel),
    kind: 'level',
    effect: { type: 'show', channel, story, asks },
    verdict,
    after: [...DESCRIBED, ...asks.map(inspectKey), ...why],
    from: 0,
    giveUp: GIVE_UP_TELLING,
  };
}

/** An edited message notifies nobody, so what somebody has to act on is said in its thread. */
function reply(story: Story, { channel, routes }: ChannelRoutes, current: News[], why: string[]): Wish[] {
  return current
    .filter((news) => news.type === 'failed' || news.type === 'approval')
    .flatMap((news) => {
      const listening = routes.filter((route) => route.news.some((heard) => heard.type === news.type));
      if (listening.length === 0) return [];
      const mention = [...new Set(listening.flatMap((route) => route.mention))];
      const what = news.type === 'failed' ? 'It failed' : 'Somebody has to decide';
      const because = `${what}, and an edited message notifies nobody.`;
      return [
        {
          key: `reply:${channel}:${news.key}`,
          kind: 'once',
          effect: { type: 'reply', channel, story, news, mention },
          verdict: { rule: 'reply', outcome: 'allow', because },
          after: [showKey(channel), ...why],
          from: 0,
          giveUp: GIVE_UP_TELLING,
        } satisfies Wish,
      ];
    });
}

/** The end is published when it was read, so that it says why, and whether things are well again. */
function publications(story: Story, route: Routed, current: News[], why: string[]): Wish[] {
  return current
    .filter((news) => route.news.some((taken) => taken.key === news.key))
    .flatMap((news) =>
      route.topics.map((topic) => ({
        key: `publish:${topic}:${news.key}`,
        kind: 'once',
        effect: { type: 'publish', topic, story, news },
        verdict: route.verdict,
        after: [...DESCRIBED, ...why],
        from: 0,
        giveUp: GIVE_UP_TELLING,
      })),
    );
}
