import { GIVE_UP_NOTIFYING } from '../base/timing.ts';
import { DAY, HOUR } from '../base/units.ts';
import { refOfPipeline } from '../freeze/transitions.ts';
import type { Intent } from '../model/intent.ts';
import type { Outbox } from '../model/outbox.ts';
import type { PolicyPort, RouteDigest } from '../model/policy-port.ts';
import { behind } from './behind.ts';
import type { DigestContent } from './content.ts';
import { deploymentsByDay } from './count.ts';
import type { DigestFacts, DigestKey } from './digest.ts';
import { type DigestFigures, figuresOf, flakiest, longestHeld, oldestWaiting } from './figures.ts';
import { digestReasons } from './messages.ts';
import { LAG, postedAt, postKey, windowOf } from './periods.ts';

const MOST_LISTED = 3;
/** A stage that is less behind is nothing special. */
const FAR_BEHIND = { changes: 5, time: DAY };
/** Short periods do not tell that a pipeline is gone. */
const HEARD = 14 * DAY;
/** Longer periods are charted by the week. */
const MOST_DAYS = 15;

export function planDigest(
  key: DigestKey,
  facts: DigestFacts,
  rules: PolicyPort,
  outbox: Outbox,
  now: number,
): Intent[] {
  const route = rules.digests().find((one) => one.key === key);
  if (!route) return [];
  const { last, next } = route.turns(now);
  const { begun = now, due } = facts;
  const [posted = begun] = postedAt(outbox).slice(-1);
  const isDue = last !== undefined && last === due && last > begun && last > posted;
  const content = isDue ? contentOf(facts, route, rules, outbox, now) : undefined;
  return [
    ...(content && last !== undefined ? [post(route, content, last)] : []),
    ...(next === undefined ? [] : [post(route, LATER, next)]),
  ];
}

/** The content is known when the instant has come. */
const LATER: DigestContent = {
  name: '',
  from: 0,
  until: 0,
  now: 0,
  figures: { executions: 0, changes: 0, failed: 0, deployed: 0, rollbacks: 0, classes: [] },
  flaky: [],
  behind: [],
  chart: { from: 0, days: 1, counts: [] },
};

function post({ key, channel }: RouteDigest, content: DigestContent, from: number): Intent {
  const effect = { type: 'postDigest', channel, ...content } as const;
  const giveUp = GIVE_UP_NOTIFYING;
  return { key: postKey(key, from), kind: 'once', effect, because: digestReasons.posts, after: [], from, giveUp };
}

/** @returns undefined if there is nothing to say: nothing ended in two periods, and no approval waits */
export function contentOf(
  facts: DigestFacts,
  route: RouteDigest,
  rules: PolicyPort,
  outbox: Outbox,
  now: number,
): DigestContent | undefined {
  const { last, before, oldest } = route.turns(now);
  if (last === undefined || before === undefined) return undefined;
  const { begun = now, upTo, forgotten = Number.NEGATIVE_INFINITY } = facts;
  // Another cron of the policy may have posted since.
  const posted = postedAt(outbox).findLast((at) => at < last) ?? before;
  const { from, until } = windowOf(Math.max(before, posted, Math.min(forgotten + LAG, last)), last);
  const figures = figuresOf(facts, from, until);
  const earlier = oldest === undefined ? undefined : windowOf(oldest, before);
  const compared = earlier && posted <= before ? figuresOf(facts, earlier.from, earlier.until) : undefined;
  const waiting = oldestWaiting(facts, now);
  // A digest that was not posted stays quiet for its whole period.
  const waitedThen = waiting !== undefined && waiting.since + HOUR <= last;
  const isQuiet = ({ executions, deployed, classes }: DigestFigures) => executions + deployed + classes.length === 0;
  if (isQuiet(figures) && (!compared || isQuiet(compared)) && !waitedThen) return undefined;
  const held = longestHeld(facts, from, until);
  const named = <T extends { pipeline: Parameters<typeof refOfPipeline>[0] }>({ pipeline, ...one }: T) => {
    const ref = refOfPipeline(pipeline);
    return { ...one, pipeline: { ...ref, accountName: rules.accountName(ref.account) } };
  };
  const isFar = ({ changes, since }: { changes: number; since: number }) =>
    changes >= FAR_BEHIND.changes || now - since >= FAR_BEHIND.time;
  return {
    name: route.name,
    from: route.local(Math.max(from + LAG, begun)),
    until: route.local(last),
    now,
    figures,
    // A period is not whole if it had begun before the row, or under a cron that kept less.
    before: earlier && Math.max(begun, forgotten) <= earlier.from ? compared : undefined,
    flaky: flakiest(facts, from, until).slice(0, MOST_LISTED).map(named),
    held: held && named(held),
    waiting: waiting && named(waiting),
    behind: behind(facts, Math.min(oldest ?? last, last - HEARD))
      .filter(isFar)
      .slice(0, MOST_LISTED)
      .map(named),
    isCut: upTo !== undefined && upTo >= from ? true : undefined,
    chart: chartOf(facts, route, from, until),
  };
}

function chartOf(facts: DigestFacts, { local }: RouteDigest, from: number, until: number): DigestContent['chart'] {
  const dayOf = (at: number) => Math.floor(local(at) / DAY);
  const counts = deploymentsByDay(facts, from, until, dayOf);
  const first = dayOf(from) * DAY;
  if (counts.length <= MOST_DAYS) return { from: first, days: 1, counts };
  const weeks = Array.from({ length: Math.ceil(counts.length / 7) }, (_, week) => {
    return counts.slice(week * 7, week * 7 + 7).reduce((sum, one) => sum + one, 0);
  });
  return { from: first, days: 7, counts: weeks };
}
