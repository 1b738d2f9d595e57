import * as z from 'zod';
import { DURATION, milliseconds } from './duration.ts';

/** Of a regular expression: no branch and hardly any name has it. */
const NO_REGEX =
  'a pattern is no regular expression: * is any characters, so write it without the dot, and several as a list';

export const glob = z
  .string()
  .regex(
    /^[A-Za-z0-9.@_*?-]+$/,
    'a pattern has letters, digits and . @ _ -, with * for any characters and ? for one character; write several as a list',
  )
  .regex(/^(?!\.\*)/, NO_REGEX);
export const globs = z.array(glob).min(1);

/** Wider than `glob`: Git allows slashes and most signs. */
const branch = z
  .string()
  .max(250)
  .regex(/^[^\s~^:[\\\p{Cc}]+$/u, 'a branch has no spaces and none of ~ ^ : [ \\; * is any characters and ? is one')
  .regex(/^(?!(.*\/)?\.\*)(?!.*\|)(?!.*\{.*,.*\})/, NO_REGEX)
  .regex(/^(?!refs\/)/, 'expected the branch alone, such as main, without refs/heads/')
  .regex(/^(?!!)/, 'a pattern cannot be negated: list the branches that the route is for');
export const branches = z.array(branch).min(1);

const GROUP = /^S[A-Z0-9]{2,}$/;

export const slackUser = z.string().regex(/^[UW][A-Z0-9]{2,}$/, { error: ({ input }) => noUser(String(input)) });

function noUser(text: string): string {
  const other = GROUP.test(text) ? '; a user group belongs under "slackGroups"' : '';
  const elsewhere = /@.*\./.test(text) ? '; an e-mail address belongs under "emails"' : other;
  return `expected a Slack member ID (U…); Slack shows it under "…" of the profile${elsewhere}`;
}

export const identity = z
  .string()
  .regex(
    /^([UW][A-Z0-9]{2,}|nobody)$/,
    'expected a Slack member ID (U…); Slack shows it under "…" of the profile; a bot is "nobody"',
  );
export const slackGroup = z.string().regex(GROUP, 'expected the id of a Slack user group (S…)');
export const email = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[^\s@]+@[^\s@]+$/, 'expected an e-mail address, NAME@HOST');

const mention = /^(author|here|channel|[UWS][A-Z0-9]{2,})$/;
export const Mention = z
  .string()
  .regex(
    /^(author-dm|author|here|channel|[UWS][A-Z0-9]{2,})$/,
    'expected "author", "author-dm", "here", "channel", a Slack user id (U…) or a user group id (S…)',
  );

export function isMention(name: string): boolean {
  return mention.test(name);
}

/** An id of Slack has nine characters or more, and today a digit. A set may be named in capitals, as SRE. */
const surelyMention = /^(author-dm|author|here|channel|(?=.*\d|.{9})[UWS][A-Z0-9]{2,})$/;

export function isSurelyMention(name: string): boolean {
  return surelyMention.test(name);
}

/** Messages and answers show it within a line, and people type it in Slack. */
export const id = z
  .string()
  .min(1)
  .regex(
    /^$|^[^\s\p{Cc}]([^\p{Cc}\u2028\u2029]*[^\s\p{Cc}])?$/u,
    'an id is one line of text, without blanks around it',
  );

/** Sets of `people`, or mentions. An empty list calls no one. */
export const Call = z.array(z.string().min(1));

const durationsAre = 'expected a duration greater than zero: a number and s, m, h or d, as 30s, 10m, 4h or 2d';
/** Milliseconds after parsing. */
export const duration = z.string(durationsAre).regex(DURATION, durationsAre).transform(milliseconds);

/** An `exclude` alone selects nothing. */
export function selectsSomething({ exclude: _, ...selector }: Record<string, unknown>): boolean {
  return Object.values(selector).some((value) => value !== undefined);
}
