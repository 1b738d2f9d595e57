import * as z from 'zod';
import { DURATION, milliseconds } from './duration.ts';

export const glob = z
  .string()
  .regex(
    /^[A-Za-z0-9.@_*?-]+$/,
    'a pattern is a name in which * is any run of characters and ? any one; nothing else is special',
  );
export const globs = z.array(glob).min(1);

export const slackUser = z
  .string()
  .regex(/^[UW][A-Z0-9]{2,}$/, 'a Slack user is named by the member ID (U…), from the "…" of their profile');
export const slackGroup = z.string().regex(/^S[A-Z0-9]{2,}$/, 'a Slack user group is named by its id (S…)');
export const email = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[^\s@]+@[^\s@]+$/, 'an e-mail is NAME@HOST');

const mention = /^(author|here|channel|[UWS][A-Z0-9]{2,})$/;
export const Mention = z
  .string()
  .regex(mention, 'a mention is "author", "here", "channel", a Slack user id (U…) or a user group id (S…)');

export function isMention(name: string): boolean {
  return mention.test(name);
}

/** Sets of `people`, or mentions. An empty list calls no one. */
export const Call = z.array(z.string().min(1));

const durationsAre = 'a duration is a number and s, m, h or d, as 30s, 10m, 4h or 2d, and more than nothing';
/** Milliseconds after parsing. */
export const duration = z.string(durationsAre).regex(DURATION, durationsAre).transform(milliseconds);

/** An `exclude` alone selects nothing. */
export function saysSomething({ exclude: _, ...selector }: Record<string, unknown>): boolean {
  return Object.values(selector).some((value) => value !== undefined);
}
