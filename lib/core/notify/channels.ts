import type { Outbox } from '../model/outbox.ts';
import type { RouteMatch } from '../model/policy-port.ts';
import type { MilestoneType } from './milestones.ts';

export interface ChannelRoutes {
  channel: string;
  routes: RouteMatch[];
}

/** One message per channel, for any number of routes. An existing message stays current even without a route. */
export function channelsOf(routed: RouteMatch[], outbox: Outbox): ChannelRoutes[] {
  const posted = Object.values(outbox).flatMap(({ message, channel }) => (message && channel ? [channel] : []));
  const named = routed.flatMap((route) => (route.channel === undefined ? [] : [route.channel]));
  return [...new Set([...named, ...posted])].map((channel) => ({
    channel,
    routes: routed.filter((route) => route.channel === channel),
  }));
}

export function hears({ milestones }: RouteMatch, type: MilestoneType, stage?: string): boolean {
  return milestones.some((one) => one.type === type && (stage === undefined || one.stages.includes(stage)));
}

/** @param others people whom the milestone itself names; a route with `call` replaces them */
export function mentionsFor(routes: RouteMatch[], type: MilestoneType, others: string[] = []): string[] {
  const listening = routes.filter((route) => hears(route, type));
  const named = listening.flatMap(({ call, mention }) => call ?? [...mention, ...others]);
  return [...new Set(named)];
}
