import { expect, it } from 'vitest';
import { parsePolicy, printProblem } from '../../../lib/policy/file/parse.ts';

/** Mistakes of people, and the full answer: the place, the error, and what to write instead. */

const version = 'version: 1\n';
const routes = 'routes:\n  - { scope: all, channel: C0DEPLOYS }\n';
const right = version + routes;
const people = 'people: { r: { users: [U0ANN] } }\n';

function problems(yaml: string): string[] {
  const parsed = parsePolicy(yaml);
  return parsed.ok ? [] : parsed.problems.map((problem) => printProblem('', problem));
}

const refused: [what: string, yaml: string, ...answers: string[]][] = [
  [
    'an empty file',
    ``,
    ':1:1 the file is empty; a policy has at least "version: 1" and one route, as routes: [{ scope: all, channel: C0DEPLOYS }]',
  ],
  [
    'a file of comments',
    `# a policy

`,
    ':1:1 the file is empty; a policy has at least "version: 1" and one route, as routes: [{ scope: all, channel: C0DEPLOYS }]',
  ],
  [
    'a file with a document mark alone',
    `---
`,
    ':1:1 the file is empty; a policy has at least "version: 1" and one route, as routes: [{ scope: all, channel: C0DEPLOYS }]',
  ],
  ['a file of text', `hello`, ':1:1 expected keys with values, one a line, as "version: 1"'],
  ['a list at the top', `- ${version}`, ':1:1 expected keys with values, one a line, as "version: 1"'],
  ['a missing version', `${routes}`, ':1:1 version: this key is missing; write "version: 1"'],
  [
    'a version in quotes',
    `version: "1"
${routes}`,
    ':1:1 version: write it without quotes: 1',
  ],
  [
    'another version',
    `version: 2
${routes}`,
    ':1:1 version: write "version: 1"',
  ],
  [
    'a misspelt version',
    `versoin: 1
${routes}`,
    ':1:1 versoin: unknown key; did you mean "version"?',
  ],
  [
    'routes without a value',
    `${version}routes:
`,
    ':2:1 routes: nothing stands after this key; give it a value or remove it; at least one route is required, as - { scope: all, channel: C0DEPLOYS }',
  ],
  [
    'an empty list of routes',
    `${version}routes: []
`,
    ':2:1 routes: at least one route is required, as - { scope: all, channel: C0DEPLOYS }',
  ],
  [
    'routes without a list',
    `${version}routes: { scope: all, channel: C0DEPLOYS }
`,
    ':2:1 routes: expected a list: [{ scope: all, channel: C0DEPLOYS }]',
  ],
  [
    'routes by names',
    `${version}routes:
  everything: { scope: all, channel: C0DEPLOYS }
`,
    ':2:1 routes: at least one route is required, as - { scope: all, channel: C0DEPLOYS }',
  ],
  [
    'tabs',
    `${version}scopes:
\tprod:
\t\tpipelines: ["a"]
${routes}`,
    ':3:1 a tab cannot indent a line; use spaces, in this line and in all others',
  ],
  [
    'a no-break space before a key',
    `${version}scopes:
\u00a0\u00a0prod: { pipelines: [a] }
${routes}`,
    ':3:1 a no-break space (U+00A0) cannot indent a line; use spaces of the keyboard, in this line and in all others',
  ],
  [
    'an invisible space after spaces',
    `${version}routes:
  - scope: all
  \u2003 channel: C0X
`,
    ':4:3 this invisible character (U+2003) cannot indent a line; use spaces of the keyboard, in this line and in all others',
  ],
  [
    'a no-break space in a key',
    `${version}routes: [{ scope:\u00a0all, channel: C0X }]
`,
    ':2:12 routes.0.scope:\u00a0all: a no-break space (U+00A0) stands in this key; use spaces of the keyboard',
  ],
  [
    'a comment in place of a value in brackets',
    `${version}routes: [{ scope: all, channel: #deploys }]
`,
    ':2:33 a # after a space begins a comment, so the } behind it does not count; put a value that begins with # in quotes',
  ],
  [
    'a channel as Slack copies it',
    `${version}routes: [{ scope: all, channel: "<#C0DEPLOYS|deploys>" }]
`,
    ':2:24 routes.0.channel: write C0DEPLOYS',
  ],
  [
    'a state in another form',
    `${version}routes: [{ scope: all, channel: C0X, on: [success] }]
`,
    ':2:43 routes.0.on.0: "success" is not one of started, resumed, approval, succeeded, recovered, failed, stopped, canceled, superseded; did you mean "succeeded"?',
  ],
  [
    'an e-mail address and a group among users',
    `${right}people: { a: { users: [ann@example.com, S0TEAM] } }
`,
    ':4:24 people.a.users.0: expected a Slack member ID (U…); Slack shows it under "…" of the profile; an e-mail address belongs under "emails"',
    ':4:41 people.a.users.1: expected a Slack member ID (U…); Slack shows it under "…" of the profile; a user group belongs under "slackGroups"',
  ],
  [
    'durations of several units',
    `${right}${people}approvals:
  - { scope: all, id: a, require: [{ from: [r] }], remind: [1.5h, 1h30m, 8 hours, 1d 12h, 1w, 1.55s] }
`,
    ':6:61 approvals.0.remind.0: write "90m"',
    ':6:67 approvals.0.remind.1: write "90m"',
    ':6:74 approvals.0.remind.2: write "8h"',
    ':6:83 approvals.0.remind.3: write "36h"',
    ':6:91 approvals.0.remind.4: write "7d"',
    ':6:95 approvals.0.remind.5: expected a duration greater than zero: a number and s, m, h or d, as 30s, 10m, 4h or 2d',
  ],
  [
    'local times with a space, and a city for a zone',
    `${right}freezes:
  - { id: a, kind: deny, scope: all, tz: Berlin, once: { from: 2026-12-19 00:00, until: 2026-12-24 09:00:00 } }
`,
    ':5:38 freezes.0.tz: unknown time zone "Berlin"; did you mean "Europe/Berlin"?',
    ':5:58 freezes.0.once.from: write "2026-12-19T00:00"',
    ':5:82 freezes.0.once.until: write "2026-12-24T09:00"',
  ],
  [
    'true for keys with values',
    `${right}freezes:
  - { id: a, kind: deny, scope: all, tz: UTC, once: { from: 2026-12-19T00:00, until: 2026-12-24T09:00 }, override: true }
`,
    ':5:106 freezes.0.override: expected keys with values; the keys here are allow, reason, maxFor',
  ],
  [
    'two documents',
    `${right}---
${right}`,
    ':4:1 a second document begins here; the file must be one document, so remove the line --- and what is not needed',
  ],
  [
    'a section twice',
    `${version}scopes: { a: { pipelines: [x] } }
${routes}scopes: { b: { pipelines: [y] } }
`,
    ':5:1 scopes: the key "scopes" already stands in line 2; a key may stand once, so join the two or remove one',
  ],
  [
    'a key of a rule twice',
    `${version}routes:
  - { scope: all, channel: C0X, scope: all }
`,
    ':3:33 routes.0.scope: the key "scope" already stands in line 3; a key may stand once, so join the two or remove one',
  ],
  [
    'a scope three times',
    `${version}scopes:
  a: { pipelines: [x] }
  a: { pipelines: [y] }
  a: { pipelines: [z] }
${routes}`,
    ':4:3 scopes.a: the key "a" already stands in line 3; a key may stand once, so join the two or remove one',
    ':5:3 scopes.a: the key "a" already stands in line 3; a key may stand once, so join the two or remove one',
  ],
  [
    'an account without quotes',
    `${right}scopes: { a: { accounts: [111122223333] } }
`,
    ':4:27 scopes.a.accounts.0: put it in quotes: "111122223333"',
  ],
  [
    'accounts without quotes, one with a leading zero',
    `${right}scopes: { a: { accounts: [012345678901, 111122223333] } }
`,
    ':4:27 scopes.a.accounts.0: put it in quotes: "012345678901"',
    ':4:41 scopes.a.accounts.1: put it in quotes: "111122223333"',
  ],
  [
    'an account without quotes and list',
    `${right}scopes: { a: { accounts: 111122223333 } }
`,
    ':4:16 scopes.a.accounts: expected a list: ["111122223333"]',
  ],
  [
    'the id of an account without quotes',
    `${right}accounts: [{ id: 012345678901 }]
`,
    ':4:14 accounts.0.id: put it in quotes: "012345678901"',
  ],
  [
    'accounts as numbers',
    `${right}accounts: [111122223333]
`,
    ':4:12 accounts.0: write { id: "111122223333" }',
  ],
  [
    'accounts by names',
    `${right}accounts: { prod: "111122223333" }
`,
    ':4:1 accounts: expected a list, as [a, b]',
  ],
  [
    'one pipeline without a list',
    `${right}scopes: { a: { pipelines: "*-prod" } }
`,
    ':4:16 scopes.a.pipelines: expected a list: ["*-prod"]',
  ],
  [
    'a text with commas for a list',
    `${right}scopes: { a: { pipelines: "a, b" } }
`,
    ':4:16 scopes.a.pipelines: expected a list: [a, b]',
  ],
  [
    'a number for a pattern',
    `${right}scopes: { a: { pipelines: [42] } }
`,
    ':4:28 scopes.a.pipelines.0: put it in quotes: "42"',
  ],
  [
    'a wrong pattern without a list',
    `${right}scopes: { a: { pipelines: "a/b" } }
`,
    ':4:16 scopes.a.pipelines: expected a list, as [a, b]: a pattern has letters, digits and . @ _ -, with * for any characters and ? for one character; write several as a list',
  ],
  [
    'a list of one channel',
    `${version}routes: [{ scope: all, channel: [C0X] }]
`,
    ':2:24 routes.0.channel: a list is not expected here; write C0X',
  ],
  [
    'a list of channels',
    `${version}routes: [{ scope: all, channel: [C0X, C0Y] }]
`,
    ':2:24 routes.0.channel: expected text',
  ],
  [
    'a number for a channel',
    `${version}routes: [{ scope: all, channel: 123 }]
`,
    ':2:24 routes.0.channel: expected a channel id (C…); Slack shows it in the channel\'s "About"',
  ],
  [
    'a channel that is a comment',
    `${version}routes:
  - scope: all
    channel: #deploys
`,
    ':4:5 routes.0.channel: a # after a space begins a comment; put the value in quotes',
  ],
  [
    'a missing scope',
    `${version}routes: [{ channel: C0X }]
`,
    ':2:10 routes.0.scope: this key is missing; expected text',
  ],
  [
    'a list of one scope',
    `${version}routes: [{ scope: [all], channel: C0X }]
`,
    ':2:12 routes.0.scope: a list is not expected here; write all',
  ],
  [
    'a scope in place of its name',
    `${version}routes: [{ scope: { pipelines: [x] }, channel: C0X }]
`,
    ':2:12 routes.0.scope: expected text',
  ],
  [
    'one word without a list',
    `${version}routes: [{ scope: all, channel: C0X, on: failed }]
`,
    ':2:38 routes.0.on: expected a list: [failed]',
  ],
  [
    'a wrong word without a list',
    `${version}routes: [{ scope: all, channel: C0X, on: fail }]
`,
    ':2:38 routes.0.on: expected a list, as [a, b]: "fail" is not one of started, resumed, approval, succeeded, recovered, failed, stopped, canceled, superseded; did you mean "failed"?',
  ],
  [
    'a word in capitals',
    `${version}routes: [{ scope: all, channel: C0X, notify: Every }]
`,
    ':2:38 routes.0.notify: "Every" is not one of changes, every; did you mean "every"?',
  ],
  [
    'one topic without a list',
    `${version}routes: [{ scope: all, sns: "arn:aws:sns:eu-central-1:123456789012:x" }]
`,
    ':2:24 routes.0.sns: expected a list: ["arn:aws:sns:eu-central-1:123456789012:x"]',
  ],
  [
    'patterns without quotes',
    `${right}scopes: { a: { pipelines: [*-prod, *-test] } }
`,
    ':4:28 scopes.a.pipelines.0: put "*-prod" in quotes if it is a pattern; otherwise the anchor &-prod is missing above',
    ':4:36 scopes.a.pipelines.1: put "*-test" in quotes if it is a pattern; otherwise the anchor &-test is missing above',
  ],
  [
    'a star without quotes',
    `${right}scopes:
  a:
    pipelines:
      - *
`,
    ':7:9 a value cannot begin with * unless it is in quotes, as "*…"',
  ],
  [
    'an @ without quotes',
    `${version}routes: [{ scope: all, channel: C0X, mention: [@here] }]
`,
    ':2:48 a value cannot begin with @ unless it is in quotes, as "@…"',
  ],
  [
    'an exclamation mark without quotes',
    `${right}scopes: { a: { pipelines: [!sandbox] } }
`,
    ':4:36 scopes.a.pipelines.0: put "!sandbox" in quotes if it is text; tags such as !Ref have no meaning here',
  ],
  [
    'a number for a tag',
    `${right}scopes: { a: { tags: { env: 5 } } }
`,
    ':4:24 scopes.a.tags.env: put it in quotes: "5"',
  ],
  [
    'numbers for a tag',
    `${right}scopes: { a: { tags: { env: [1, 2] } } }
`,
    ':4:30 scopes.a.tags.env.0: put it in quotes: "1"',
    ':4:33 scopes.a.tags.env.1: put it in quotes: "2"',
  ],
  [
    'tags as a list',
    `${right}scopes: { a: { tags: [env=prod] } }
`,
    ':4:16 scopes.a.tags: expected names with values, as { name: value }',
  ],
  [
    'a tag without a value',
    `${right}scopes: { a: { tags: { env: } } }
`,
    ':4:24 scopes.a.tags.env: nothing stands after this key; give it a value or remove it; expected text or a list of texts',
  ],
  [
    'scopes as a list',
    `${right}scopes:
  - a: { pipelines: [x] }
`,
    ':4:1 scopes: a list is not expected here; write { a: { pipelines: [x] } }',
  ],
  [
    'scopes without a value',
    `${right}scopes:
`,
    ':4:1 scopes: nothing stands after this key; give it a value or remove it; expected names with values, as { name: value }',
  ],
  [
    'a list of people without a key',
    `${right}people: { release: [U0ANN] }
`,
    ':4:11 people.release: write { users: [U0ANN] }',
  ],
  [
    'one group without a list',
    `${right}people: { release: { slackGroups: S0RELEASE } }
`,
    ':4:22 people.release.slackGroups: expected a list: [S0RELEASE]',
  ],
  [
    'one person without a key and a list',
    `${right}people: { release: U0ANN }
`,
    ':4:11 people.release: write { users: [U0ANN] }',
  ],
  [
    'a person by handle',
    `${right}people: { release: { users: ["@ann"] } }
`,
    ':4:30 people.release.users.0: expected a Slack member ID (U…); Slack shows it under "…" of the profile',
  ],
  [
    'a number in quotes',
    `${right}${people}approvals: [{ id: a, scope: all, require: [{ count: "2", from: [r] }] }]
`,
    ':5:46 approvals.0.require.0.count: write it without quotes: 2',
  ],
  [
    'a fraction',
    `${right}${people}approvals: [{ id: a, scope: all, require: [{ count: 1.5, from: [r] }] }]
`,
    ':5:46 approvals.0.require.0.count: expected a whole number',
  ],
  [
    'a count of zero',
    `${right}${people}approvals: [{ id: a, scope: all, require: [{ count: 0, from: [r] }] }]
`,
    ':5:46 approvals.0.require.0.count: expected at least 1',
  ],
  [
    'one set of people without a list',
    `${right}${people}approvals: [{ id: a, scope: all, require: [{ from: r }] }]
`,
    ':5:46 approvals.0.require.0.from: expected a list: [r]',
  ],
  [
    'one requirement without a list',
    `${right}${people}approvals: [{ id: a, scope: all, require: { from: [r] } }]
`,
    ':5:34 approvals.0.require: expected a list: [{ from: [r] }]',
  ],
  [
    'yes for true',
    `${right}${people}approvals: [{ id: a, scope: all, require: [{ from: [r] }], distinctPeople: yes }]
`,
    ':5:60 approvals.0.distinctPeople: write true',
  ],
  [
    'false in quotes',
    `${right}${people}approvals: [{ id: a, scope: all, require: [{ from: [r] }], distinctPeople: "false" }]
`,
    ':5:60 approvals.0.distinctPeople: write false',
  ],
  [
    'a number without its key',
    `${right}${people}approvals: [{ id: a, scope: all, require: [{ from: [r] }], reason: 10 }]
`,
    ':5:60 approvals.0.reason: write { min: 10 }',
  ],
  [
    'a number too large',
    `${right}${people}approvals: [{ id: a, scope: all, require: [{ from: [r] }], reason: { min: 500 } }]
`,
    ':5:70 approvals.0.reason.min: expected at most 400',
  ],
  [
    'one duration without a list',
    `${right}${people}approvals: [{ id: a, scope: all, require: [{ from: [r] }], remind: 4h }]
`,
    ':5:60 approvals.0.remind: expected a list: ["4h"]',
  ],
  [
    'a number for an id',
    `${right}${people}approvals: [{ id: 1, scope: all, require: [{ from: [r] }] }]
`,
    ':5:15 approvals.0.id: put it in quotes: "1"',
  ],
  [
    'a misspelt key that is required',
    `${right}${people}approvals: [{ id: a, scpoe: all, require: [{ from: [r] }] }]
`,
    ':5:22 approvals.0.scpoe: unknown key; did you mean "scope"?',
  ],
  [
    'a misspelt time zone',
    `${right}freezes: [{ id: f, kind: deny, scope: all, tzz: UTC, once: { from: 2026-01-01T00:00, until: 2026-01-02T00:00 } }]
`,
    ':4:44 freezes.0.tzz: unknown key; did you mean "tz"?',
  ],
  [
    'a misspelt schedule',
    `${right}freezes: [{ id: f, kind: deny, scope: all, tz: UTC, evry: { cron: "0 1 * * *", duration: 1h } }]
`,
    ':4:53 freezes.0.evry: unknown key; did you mean "every"?',
  ],
  [
    'a missing kind',
    `${right}freezes: [{ id: f, scope: all, tz: UTC, every: { cron: "0 1 * * *", duration: 1h } }]
`,
    ':4:11 freezes.0.kind: this key is missing; expected one of deny, allow',
  ],
  [
    'a list of one file',
    `${right}freezes: [{ id: f, kind: deny, scope: all, tz: UTC, ics: [a.ics] }]
`,
    ':4:53 freezes.0.ics: a list is not expected here; write a.ics',
  ],
  [
    'a text for a number',
    `${right}budget: { ratio: "20%" }
`,
    ':4:11 budget.ratio: write 0.2',
  ],
  [
    'no in quotes',
    `${right}retry: [{ id: r, scope: all, report: "no" }]
`,
    ':4:30 retry.0.report: write false',
  ],
  [
    'typographic quotes',
    `${version}routes: [{ scope: all, channel: “C0X” }]
`,
    ':2:24 routes.0.channel: write C0X',
  ],
  [
    'identities as a list',
    `${right}identities: [a]
`,
    ':4:1 identities: expected names with values, as { name: value }',
  ],
  [
    'a key that resembles no known key',
    `${right}notifications: []
`,
    ':4:1 notifications: unknown key; the keys here are version, mode, home, accounts, scopes, people, machines, identities, routes, approvals, freezes, commands, retry, budget, breaker, diagnosis, signatures, events, announce, teams',
  ],
  [
    'a key of another section',
    `${right}channel: C0X
`,
    ':4:1 channel: unknown key; it belongs in routes or announce',
  ],
  [
    'a key of two other sections',
    `${version}routes: [{ scope: all, pipelines: [x], channel: C0X }]
`,
    ':2:24 routes.0.pipelines: unknown key; it belongs in scopes or scopes.exclude',
  ],
  [
    'keys in capitals',
    `Version: 1
Routes: []
`,
    ':1:1 Version: unknown key; did you mean "version"?',
    ':2:1 Routes: unknown key; did you mean "routes"?',
  ],
  [
    'an unknown name, used three times',
    `${right}${people}approvals:
  - { id: a, scope: all, require: [{ from: [x1] }] }
  - { id: b, scope: all, require: [{ from: [x1] }] }
  - { id: c, scope: all, require: [{ from: [x1] }] }
`,
    ':6:45 approvals.0.require.0.from.0: unknown people "x1"; define it under people (also in lines 7, 8)',
  ],
  [
    'a missing anchor',
    `${version}routes: [*base]
`,
    ':2:10 routes.0: put "*base" in quotes if it is a pattern; otherwise the anchor &base is missing above',
  ],
  [
    'a YAML tag',
    `version: !Ref X
${routes}`,
    ':1:15 version: put "!Ref" in quotes if it is text; tags such as !Ref have no meaning here',
  ],
  [
    'a merge of a list',
    `${version}x-a: &a [1]
routes:
  - { <<: *a, channel: C0X }
`,
    ':4:7 routes.0.<<: << merges keys with values; give it an alias (*name) of such, or a list of them',
  ],
  [
    'a mistake in an anchor that is used twice',
    `${version}x-base: &base
  scope: all
  chanel: C0X
routes:
  - { <<: *base, channel: C0Y }
  - { <<: *base, channel: C0Z }
`,
    ':4:3 routes.0.chanel: unknown key; did you mean "channel"?',
  ],
  [
    'no space after the first colon',
    `version:1
${routes}`,
    ':1:1 a space is missing: write "version: 1"',
  ],
  [
    'no space after a colon',
    `${version}routes:
  - scope:all
    channel: C0X
`,
    ':3:5 a space is missing: write "scope: all"',
  ],
  [
    'no space after a hyphen',
    `${version}routes:
  -scope: all
   channel: C0X
`,
    ':3:3 a space is missing: write "- scope: all"',
  ],
  [
    'no space before a bracket',
    `${version}scopes:
  a:{pipelines: [x]}
${routes}`,
    ':3:3 a space is missing: write "a: {pipelines: [x]}"',
  ],
  [
    'a colon in a text',
    `${version}routes:
  - scope: all
    id: see: this
    channel: C0X`,
    ':4:9 put a text that contains ": " in quotes',
  ],
  [
    'an open bracket',
    `${version}scopes: { a: { pipelines: [x } }
${routes}`,
    ':2:30 a ] is missing: a bracket is opened and never closed',
  ],
  [
    'an open quote',
    `${version}scopes: { a: { pipelines: ["x] } }
${routes}`,
    ':2:28 this quote is opened and never closed',
  ],
  [
    'a line too far left',
    `${version}routes:
  - scope: all
   channel: C0X
`,
    ':4:1 wrong indentation: keys that belong together begin in the same column, further right than their parent',
  ],
  [
    'a key too far right',
    `${version} routes:
  - scope: all
`,
    ':2:2 wrong indentation: keys that belong together begin in the same column, further right than their parent',
  ],
  [
    'a key of an entry too far right',
    `${version}routes:
  - scope: all
     channel: C0X
`,
    ':4:6 wrong indentation: keys that belong together begin in the same column, further right than their parent',
  ],
  [
    'a first line too far right',
    ` ${version}routes: []
`,
    ':2:1 wrong indentation: keys that belong together begin in the same column, further right than their parent',
  ],
  [
    'a backslash in double quotes',
    `${version}routes:
  - { scope: all, channel: C0X }
signatures: [{ id: a, match: "\\d+" }]
`,
    ":4:31 \\d has no meaning in double quotes; use single quotes, as '\\d'",
  ],
  [
    'an extra bracket',
    `${right}}
`,
    ':4:1 unexpected "}"; look for a quote, bracket or comma that is missing or too many',
  ],
  [
    'text after quotes',
    `${version}routes:
  - scope: "all"x
`,
    ':3:17 unexpected "x"; look for a quote, bracket or comma that is missing or too many',
  ],
  [
    'a merge conflict',
    `${version}<<<<<<< HEAD
${routes}=======
${routes}>>>>>>> b
`,
    ':2:1 this line is from a merge conflict in Git; resolve the conflict and remove such lines',
  ],
  [
    'a missing comma',
    `${version}routes: [{ scope: all channel: C0X }]
`,
    ':2:19 a comma is missing before this: entries in { } and [ ] are separated by commas',
  ],
  [
    'a template',
    `${version}routes: [{ scope: {{ scope }}, channel: C0X }]
`,
    ':2:20 routes.0.scope: put a text that begins with { or [ in quotes',
  ],
  [
    'a byte order mark that is not at the beginning',
    `${version}\uFEFFscopes: {}
`,
    ':2:1 this invisible character (U+FEFF) cannot indent a line; use spaces of the keyboard, in this line and in all others',
  ],
  [
    'a no-break space at the beginning',
    `\u00a0${right}`,
    ':1:1 a no-break space (U+00A0) cannot indent a line; use spaces of the keyboard, in this line and in all others',
  ],
  [
    'a no-break space before a text in quotes',
    `${right}\u00a0mode: "report"
`,
    ':4:1 a no-break space (U+00A0) cannot indent a line; use spaces of the keyboard, in this line and in all others',
  ],
  [
    'a no-break space after a text in quotes',
    `${right}mode: "report"
\u00a0home: true
`,
    ':5:1 a no-break space (U+00A0) cannot indent a line; use spaces of the keyboard, in this line and in all others',
  ],
  [
    'a no-break space after a text of several lines',
    `${right}x-note: |
  text
\u00a0home: true
`,
    ':6:1 a no-break space (U+00A0) cannot indent a line; use spaces of the keyboard, in this line and in all others',
  ],
  [
    'a no-break space in a text without quotes',
    `${version}routes:
  - scope: all
    channel: C0X
    id: a
      \u00a0b
`,
    ':6:7 a no-break space (U+00A0) cannot indent a line; use spaces of the keyboard, in this line and in all others',
  ],
  [
    'a text after a comment',
    `# a policy
hello
`,
    ':2:1 expected keys with values, one a line, as "version: 1"',
  ],
  [
    'a scope of one word, which several of its keys could mean',
    `${right}scopes: { a: web }
`,
    ':4:11 scopes.a: expected keys with values; the keys here are pipelines, stages, accounts, regions, tags, exclude',
  ],
  [
    'a list in one text that begins with a blank',
    `${right}scopes: { a: { pipelines: " a, b" } }
`,
    ':4:16 scopes.a.pipelines: expected a list: [a, b]',
  ],
  [
    'names that begin or end as true and false do',
    `${right}scopes: { a: { pipelines: "online, prod-on" } }
`,
    ':4:16 scopes.a.pipelines: expected a list: [online, prod-on]',
  ],
  [
    'a long value without a list, which is shown up to 80 characters',
    `${right}scopes: { a: { pipelines: ${'x'.repeat(78)} }, b: { pipelines: ${'x'.repeat(79)} } }
`,
    `:4:16 scopes.a.pipelines: expected a list: [${'x'.repeat(78)}]`,
    ':4:114 scopes.b.pipelines: expected a list: […]',
  ],
  [
    'a long requirement without a list',
    `${right}${people}approvals: [{ id: a, scope: all, require: { count: 1, from: [${'x'.repeat(70)}] } }]
`,
    ':5:34 approvals.0.require: expected a list: [{ … }]',
  ],
  [
    'one of a pair of typographic quotes within a value',
    `${version}routes: [{ scope: all, channel: “C0“X” }, { scope: all, channel: "““C0X””" }]
`,
    ':2:24 routes.0.channel: expected a channel id (C…); Slack shows it in the channel\'s "About"',
    ':2:57 routes.1.channel: write C0X',
  ],
  [
    'an empty text for a number',
    `${right}budget: { reserve: "" }
`,
    ':4:11 budget.reserve: expected a number',
  ],
  [
    'a local time among other words',
    `${right}freezes:
  - { id: a, kind: deny, scope: all, tz: UTC, once: { from: at 2026-12-19 00:00, until: 2026-12-24 09:00 CET } }
`,
    ':5:55 freezes.0.once.from: expected a local time YYYY-MM-DDTHH:MM without an offset; tz is its time zone',
    ':5:82 freezes.0.once.until: expected a local time YYYY-MM-DDTHH:MM without an offset; tz is its time zone',
  ],
  [
    'a channel as Slack copies it, without its name or among other words',
    `${version}routes: [{ scope: all, channel: "<#C0X>" }, { scope: all, channel: "in <#C0X>" }, { scope: all, channel: "<#C0X> too" }]
`,
    ':2:24 routes.0.channel: write C0X',
    ':2:59 routes.1.channel: expected a channel id (C…); Slack shows it in the channel\'s "About"',
    ':2:97 routes.2.channel: expected a channel id (C…); Slack shows it in the channel\'s "About"',
  ],
  [
    'a percentage with two decimals',
    `${right}budget: { ratio: "2.25%" }
`,
    ':4:11 budget.ratio: write 0.0225',
  ],
  [
    'a percentage after a word',
    `${right}budget: { ratio: "about 20%" }
`,
    ':4:11 budget.ratio: expected a number',
  ],
  [
    'a percentage before a word',
    `${right}budget: { ratio: "20% or so" }
`,
    ':4:11 budget.ratio: expected a number',
  ],
  [
    'fractions of an hour and of a minute',
    `${right}${people}approvals:
  - { scope: all, id: a, require: [{ from: [r] }], remind: [1.25h, 1.5m] }
`,
    ':6:61 approvals.0.remind.0: write "75m"',
    ':6:68 approvals.0.remind.1: write "90s"',
  ],
  [
    'a tag with an empty list of values',
    `${right}scopes: { a: { tags: { env: [] } } }
`,
    ':4:24 scopes.a.tags.env: expected at least one entry; remove the key if there is none',
  ],
  [
    'a list below a comment',
    `${version}routes:
  - scope: all
    channel: # ours
      [C0X]
`,
    ':4:5 routes.0.channel: a list is not expected here; write C0X',
  ],
  [
    'a comment in place of a value, after several blanks',
    `${version}routes:
  - scope: all
    channel:   #deploys
`,
    ':4:5 routes.0.channel: a # after a space begins a comment; put the value in quotes',
  ],
  [
    'a key of a rule that resembles how other tools name another file',
    `${version}routes: [{ scope: all, channel: C0X, include: x }]
`,
    ':2:38 routes.0.include: unknown key; the keys here are id, scope, branches, on, classes, channel, mention, call, notify, sns, format, board, digest',
  ],
  [
    'a number, a list and a sentence for a word',
    `${version}routes: [{ scope: all, channel: C0X, notify: 5 }, { scope: all, channel: C0X, notify: [a, b] }, { scope: all, channel: C0X, notify: every failure }]
`,
    ':2:38 routes.0.notify: "5" is not one of changes, every',
    ':2:79 routes.1.notify: "[a, b]" is not one of changes, every',
    ':2:125 routes.2.notify: "every failure" is not one of changes, every',
  ],
  [
    'a state in capitals',
    `${version}routes: [{ scope: all, channel: C0X, on: [FAILED] }]
`,
    ':2:43 routes.0.on.0: "FAILED" is not one of started, resumed, approval, succeeded, recovered, failed, stopped, canceled, superseded; did you mean "failed"?',
  ],
  [
    'one rule without a list and with a misspelt key',
    `${right}retry: { id: r, scope: all, maxAttempt: 3 }
`,
    ':4:1 retry: expected a list, as [a, b]: unknown key; did you mean "maxAttempts"?',
  ],
  [
    'a command for no one',
    `${right}commands: [{ allow: [], do: [mute], scope: all }]
`,
    ':4:14 commands.0.allow: expected at least one entry; remove the key if there is none',
  ],
  [
    'an unknown name, used twice',
    `${right}${people}approvals:
  - { id: a, scope: all, require: [{ from: [x1] }] }
  - { id: b, scope: all, require: [{ from: [x1] }] }
`,
    ':6:45 approvals.0.require.0.from.0: unknown people "x1"; define it under people (also in line 7)',
  ],
  [
    'no space after a colon, behind a hyphen and several blanks',
    `${version}routes:
  -   scope:all
      channel: C0X
`,
    ':3:7 a space is missing: write "scope: all"',
  ],
  [
    'a second key further left than the first',
    `${right}scopes:
    a: { pipelines: [x] }
  b: { pipelines: [x] }
`,
    ':6:1 wrong indentation: keys that belong together begin in the same column, further right than their parent',
  ],
  [
    'a first line too far right, before a key without a value',
    ` ${version}routes:
  - { scope: all, channel: C0X }
`,
    ':2:1 wrong indentation: keys that belong together begin in the same column, further right than their parent',
  ],
  [
    'a colon at the end of a text',
    `${version}routes:
  - scope: all
    id: see:
`,
    ':4:9 put a text that contains ": " in quotes',
  ],
  [
    'a list in place of a key',
    `[a
b: 1]
`,
    ':2:1 wrong indentation: keys that belong together begin in the same column, further right than their parent',
  ],
  [
    'a comment in place of a value in brackets, after several blanks',
    `${version}routes: [{ scope: all, channel:   #deploys }]
`,
    ':2:35 a # after a space begins a comment, so the } behind it does not count; put a value that begins with # in quotes',
  ],
  [
    'a comment in place of a value in brackets, and another comment after it',
    `${version}routes: [{ scope: all, channel: #deploys }]
scopes: #none
`,
    ':2:33 a # after a space begins a comment, so the } behind it does not count; put a value that begins with # in quotes',
  ],
  [
    'a tab below another mistake',
    `a: @x
\tb: 1
`,
    ':2:1 a tab cannot indent a line; use spaces, in this line and in all others',
  ],
  [
    'an alias within its own anchor',
    'version: 1\nroutes: &r\n  - *r\n',
    ':3:5 routes.0: the alias *r stands within its own anchor &r; write the value out',
  ],
  [
    'aliases that grow',
    `a: &a [x,x,x,x,x,x,x,x,x,x]
b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]
c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]
d: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]
`,
    ':1:1 the aliases (*name) of this file grow too large; write the values out',
  ],
];

const idIs = 'an id is one line of text, without blanks around it';

it.each([
  ['pipelines: [".*-prod"]', 'scopes.s.pipelines.0'],
  ['pipelines: [a], stages: [".*"]', 'scopes.s.stages.0'],
])('refuses a regular expression in the scope { %s }', (scope, place) => {
  expect(problems(`${version}scopes: { s: { ${scope} } }\n${routes}`)).toEqual([
    expect.stringMatching(new RegExp(`^:2:\\d+ ${place}: a pattern is no regular expression: `)),
  ]);
});

it.each(['.*', 'release/.*', 'main|master', '{main,master}'])(
  'refuses the regular expression %s for a branch',
  (branch) => {
    expect(problems(`${version}routes: [{ scope: all, channel: C0DEPLOYS, branches: ["${branch}"] }]\n`)).toEqual([
      expect.stringMatching(/^:2:\d+ routes.0.branches.0: a pattern is no regular expression: /),
    ]);
  },
);

it.each(['release.*', 'release/v1.*', 'a{1}', '*'])('accepts the branch %s', (branch) => {
  expect(problems(`${version}routes: [{ scope: all, channel: C0DEPLOYS, branches: ["${branch}"] }]\n`)).toEqual([]);
});

it.each([
  ['of blanks', '"  "', idIs],
  ['with a line end', '"prod\\n"', 'write prod'],
  ['of two lines', '"prod\\nnight"', idIs],
  ['of a block', '|\n      prod', 'write prod'],
  ['with a blank at its end', '"prod "', 'write prod'],
  ['with a control character', '"prod\\e[31m"', idIs],
])('refuses an id %s for rules of every kind', (_, id, answer) => {
  const rules = `scope: all, require: [{ from: [r] }]`;
  const freeze = 'kind: deny, scope: all, tz: UTC, every: { cron: "0 1 * * *", duration: 1h }';
  const block = (rest: string) => `\n  - id: ${id}\n    ${rest.replaceAll(/, (?=\w+: )(?![^{]*\})/g, '\n    ')}\n`;
  const text = `${version}${people}routes:${block('scope: all, channel: C0DEPLOYS')}approvals:${block(rules)}freezes:${block(freeze)}retry:${block('scope: all')}`;
  expect(problems(text).map((problem) => problem.replace(/^\S+ /, ''))).toEqual(
    ['routes', 'approvals', 'freezes', 'retry'].map((list) => `${list}.0.id: ${answer}`),
  );
});

it('accepts a byte order mark at the beginning', () => {
  expect(problems(`\uFEFF${right}`)).toEqual([]);
});

it('accepts a no-break space inside a text', () => {
  const text = `${right}signatures:\n  - id: a\n    match: a\n    class: unknown\n    positive: |\n      a\n      \u00a0b\n    negative: "b\n      \u00a0c"\n`;
  expect(problems(text)).toEqual([]);
});

it.each(refused)('refuses %s with one answer for each mistake', (_, yaml, ...answers) => {
  expect(problems(yaml)).toEqual(answers);
});

it('uses no words of a library in any answer', () => {
  const answers = refused.flatMap(([, yaml]) => problems(yaml)).join('\n');
  expect(answers).not.toMatch(/Invalid input|Too (small|big)|undefined|Nested mappings|Implicit|YAML|token/);
});
