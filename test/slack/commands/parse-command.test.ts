import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CommandMessage } from '../../../lib/queue/message.ts';
import { usage } from '../../../lib/slack/commands/messages.ts';
import { readCommand } from '../../../lib/slack/commands/parse-command.ts';
import { times } from '../../../lib/slack/endpoint/times.ts';
import { draws } from '../../kit/draws.ts';

/** The text that people type after the slash command, and the command in it. */

const AT = Date.parse('2026-11-22T10:00:00Z');
const hour = 3_600_000;
const read = (text: string, at = AT, zone?: string | null) => readCommand(text, { at, zone, times });

const understood: [string, object][] = [
  [
    'freeze shop-* for 2h because load test',
    { type: 'freeze', pipelines: ['shop-*'], until: AT + 2 * hour, reason: 'load test' },
  ],
  [
    'FREEZE shop-*, api stage Deploy*,Prod until 2026-11-23T08:00Z because “tax, day”',
    {
      type: 'freeze',
      pipelines: ['shop-*', 'api'],
      stages: ['Deploy*', 'Prod'],
      until: AT + 22 * hour,
      reason: 'tax, day',
    },
  ],
  [
    'freeze * for 1h30m because a, b on c for d',
    { type: 'freeze', pipelines: ['*'], until: AT + 1.5 * hour, reason: 'a, b on c for d' },
  ],
  [
    'freeze <http://foo.com|foo.com> for 90 minutes because R&amp;D',
    { type: 'freeze', pipelines: ['foo.com'], until: AT + 1.5 * hour, reason: 'R&D' },
  ],
  [
    'freeze shop for 1h because &lt;@U0CEO&gt; and <@U0MIA> or <@U0MIA|mia>',
    { type: 'freeze', pipelines: ['shop'], until: AT + hour, reason: '‹@U0CEO> and @U0MIA or mia' },
  ],
  [
    'freeze "shop" until 2026-11-22T12:00+01:00 because x',
    { type: 'freeze', pipelines: ['shop'], until: AT + hour, reason: 'x' },
  ],
  [
    'override weekend on shop-api for 1h because hotfix 42',
    { type: 'override', freezes: ['weekend'], pipelines: ['shop-api'], until: AT + hour, reason: 'hotfix 42' },
  ],
  [
    'override ALL on * stage Deploy for 1d because x',
    { type: 'override', pipelines: ['*'], stages: ['Deploy'], until: AT + 24 * hour, reason: 'x' },
  ],
  [
    'freeze docs --stage Deploy —for 1h --anyway -because -x',
    { type: 'freeze', pipelines: ['docs'], stages: ['Deploy'], until: AT + hour, anyway: true, reason: '-x' },
  ],
  ['retry docs --stage Build', { type: 'retry', pipeline: 'docs', stage: 'Build' }],
  ['release shop-api ...', { type: 'revisions', pipeline: 'shop-api', view: '' }],
  ['release main/shop-api …', { type: 'revisions', pipeline: 'shop-api', where: ['main'], view: '' }],
  [
    'freeze shop, api for 1h, because load test, and more',
    { type: 'freeze', pipelines: ['shop', 'api'], until: AT + hour, reason: 'load test, and more' },
  ],
  ['mute shop until 2026-11-22T11:00Z, anyway', { type: 'mute', pipelines: ['shop'], until: AT + hour, anyway: true }],
  ['unfreeze freeze-1ab2c3', { type: 'thaw', what: 'freeze-1ab2c3' }],
  ['Unfreeze shop-*', { type: 'thaw', what: 'shop-*' }],
  ['thaw freeze-1ab2c3', { type: 'thaw', what: 'freeze-1ab2c3' }],
  ['unfreeze all', { type: 'thaw', what: '*' }],
  ['thaw *', { type: 'thaw', what: '*' }],
  ['freeze all for 1h because x', { type: 'freeze', pipelines: ['*'], until: AT + hour, reason: 'x' }],
  ['freeze ALL stage all for 1h because x', { type: 'freeze', pipelines: ['*'], until: AT + hour, reason: 'x' }],
  ['override all on all for 1h because x', { type: 'override', pipelines: ['*'], until: AT + hour, reason: 'x' }],
  ['override * on all for 1h because x', { type: 'override', pipelines: ['*'], until: AT + hour, reason: 'x' }],
  ['mute all for 1h', { type: 'mute', pipelines: ['*'], until: AT + hour }],
  ['status all', { type: 'status', pipelines: ['*'] }],
  ['windows All', { type: 'windows', pipelines: ['*'] }],
  ['freeze shop 2h because x', { type: 'freeze', pipelines: ['shop'], until: AT + 2 * hour, reason: 'x' }],
  ['freeze shop 2 hours reason: x', { type: 'freeze', pipelines: ['shop'], until: AT + 2 * hour, reason: 'x' }],
  [
    'freeze shop–api\u200b 2h because a–b',
    { type: 'freeze', pipelines: ['shop-api'], until: AT + 2 * hour, reason: 'a–b' },
  ],
  [
    'freeze shop and api stage Prod 2h because x and y',
    { type: 'freeze', pipelines: ['shop', 'api'], stages: ['Prod'], until: AT + 2 * hour, reason: 'x and y' },
  ],
  ['please retry shop', { type: 'retry', pipeline: 'shop' }],
  ['/signalbox retry shop', { type: 'retry', pipeline: 'shop' }],
  ['release shop with NOTE=a–b', { type: 'release', pipeline: 'shop', variables: { NOTE: 'a–b' } }],
  ['mute shop-*,api 1h30m', { type: 'mute', pipelines: ['shop-*', 'api'], until: AT + 1.5 * hour }],
  ['mute 2h for an hour', { type: 'mute', pipelines: ['2h'], until: AT + hour }],
  [
    'freeze new-* for 1h anyway because anyway',
    { type: 'freeze', pipelines: ['new-*'], anyway: true, until: AT + hour, reason: 'anyway' },
  ],
  ['mute anyway for 1h', { type: 'mute', pipelines: ['anyway'], until: AT + hour }],
  ['mute shop-* for 30m', { type: 'mute', pipelines: ['shop-*'], until: AT + hour / 2 }],
  ['status', { type: 'status', pipelines: ['*'] }],
  ['status shop-*', { type: 'status', pipelines: ['shop-*'] }],
  ['windows', { type: 'windows', pipelines: ['*'] }],
  ['why shop Deploy', { type: 'why', pipeline: 'shop', stage: 'Deploy' }],
  ['why shop stage Deploy', { type: 'why', pipeline: 'shop', stage: 'Deploy' }],
  ['retry shop', { type: 'retry', pipeline: 'shop' }],
  ['retry money/shop', { type: 'retry', pipeline: 'shop', where: ['money'] }],
  [
    'why 210987654321/us-east-1/shop Deploy',
    { type: 'why', pipeline: 'shop', where: ['210987654321', 'us-east-1'], stage: 'Deploy' },
  ],
  ['release us-east-1/shop', { type: 'release', pipeline: 'shop', where: ['us-east-1'] }],
  [
    'stop money/shop 1f6c0e7a because no',
    { type: 'stop', pipeline: 'shop', where: ['money'], execution: '1f6c0e7a', reason: 'no' },
  ],
  ['rollback money/shop Deploy', { type: 'rollback', pipeline: 'shop', where: ['money'], stage: 'Deploy' }],
  [
    'override-condition money/shop Prod',
    { type: 'override-condition', pipeline: 'shop', where: ['money'], stage: 'Prod' },
  ],
  [
    'override-condition shop stage Prod because hotfix 42',
    { type: 'override-condition', pipeline: 'shop', stage: 'Prod', reason: 'hotfix 42' },
  ],
  ['retry shop Build', { type: 'retry', pipeline: 'shop', stage: 'Build' }],
  ['where', { type: 'where', pipelines: ['*'] }],
  ['where shop-*,bank', { type: 'where', pipelines: ['shop-*', 'bank'] }],
  ['release shop', { type: 'release', pipeline: 'shop' }],
  ['release shop at 9F3C2E1', { type: 'release', pipeline: 'shop', revision: { type: 'commit', value: '9f3c2e1' } }],
  [
    'release money/shop commit 9f3c2e1 source Docs',
    {
      type: 'release',
      pipeline: 'shop',
      where: ['money'],
      revision: { type: 'commit', value: '9f3c2e1', source: 'Docs' },
    },
  ],
  [
    `release shop image sha256:${'a1'.repeat(32)}`,
    { type: 'release', pipeline: 'shop', revision: { type: 'image', value: `sha256:${'a1'.repeat(32)}` } },
  ],
  [
    'release shop object 3sL4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY+MTRCxf3vjVBH40Nr8X8gdRQBpUMLUo',
    {
      type: 'release',
      pipeline: 'shop',
      revision: { type: 'object', value: '3sL4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY+MTRCxf3vjVBH40Nr8X8gdRQBpUMLUo' },
    },
  ],
  [
    'release shop what is in Staging',
    { type: 'release', pipeline: 'shop', revision: { type: 'stage', stage: 'Staging' } },
  ],
  [
    'release shop what is in Staging of shop-web',
    { type: 'release', pipeline: 'shop', revision: { type: 'stage', stage: 'Staging', pipeline: 'shop-web' } },
  ],
  ['release shop at 18:00Z', { type: 'schedule', release: { pipeline: 'shop' }, at: AT + 8 * hour }],
  [
    'release money/shop commit 9f3c2e1 at 18:00Z',
    {
      type: 'schedule',
      release: { pipeline: 'shop', where: ['money'], revision: { type: 'commit', value: '9f3c2e1' } },
      at: AT + 8 * hour,
    },
  ],
  [
    'release shop at 2026-11-23T09:00:30Z at 9f3c2e1',
    {
      type: 'schedule',
      release: { pipeline: 'shop', revision: { type: 'commit', value: '9f3c2e1' } },
      at: AT + 23 * hour + 60_000,
    },
  ],
  ['release shop tomorrow 9am UTC', { type: 'schedule', release: { pipeline: 'shop' }, at: AT + 23 * hour }],
  ['release shop on mon at 9am UTC', { type: 'schedule', release: { pipeline: 'shop' }, at: AT + 23 * hour }],
  [
    'release shop what is in monday tomorrow at 9 am UTC',
    {
      type: 'schedule',
      release: { pipeline: 'shop', revision: { type: 'stage', stage: 'monday' } },
      at: AT + 23 * hour,
    },
  ],
  [
    'release shop with NOTE="look at noon tomorrow" at 12:00Z',
    {
      type: 'schedule',
      release: { pipeline: 'shop', variables: { NOTE: 'look at noon tomorrow' } },
      at: AT + 2 * hour,
    },
  ],
  ['release shop in 2h', { type: 'schedule', release: { pipeline: 'shop' }, at: AT + 2 * hour }],
  ['release shop in 90 minutes', { type: 'schedule', release: { pipeline: 'shop' }, at: AT + 1.5 * hour }],
  [
    'release shop what is in 2nd in an hour',
    { type: 'schedule', release: { pipeline: 'shop', revision: { type: 'stage', stage: '2nd' } }, at: AT + hour },
  ],
  ['release shop in half an hour', { type: 'schedule', release: { pipeline: 'shop' }, at: AT + hour / 2 }],
  ['release shop...', { type: 'revisions', pipeline: 'shop', view: '' }],
  ['release shop at 18 UTC', { type: 'schedule', release: { pipeline: 'shop' }, at: AT + 8 * hour }],
  ['release shop when the freeze ends', { type: 'schedule', release: { pipeline: 'shop' } }],
  [
    'release shop at 9f3c2e1 when frozen ends',
    { type: 'schedule', release: { pipeline: 'shop', revision: { type: 'commit', value: '9f3c2e1' } } },
  ],
  ['cancel release-K3x9q2', { type: 'cancel', what: 'release-k3x9q2' }],
  [
    'release shop at 9f3c2e1 with LEVEL=debug NOTE="two words"',
    {
      type: 'release',
      pipeline: 'shop',
      revision: { type: 'commit', value: '9f3c2e1' },
      variables: { LEVEL: 'debug', NOTE: 'two words' },
    },
  ],
  ['stop shop because wrong branch', { type: 'stop', pipeline: 'shop', reason: 'wrong branch' }],
  ['stop shop 1f6c0e7a because no', { type: 'stop', pipeline: 'shop', execution: '1f6c0e7a', reason: 'no' }],
  ['rollback shop Deploy', { type: 'rollback', pipeline: 'shop', stage: 'Deploy' }],
];

const misused: [string, string][] = [
  ['freeze', 'The pipelines are missing'],
  ['freeze shop because x', 'The end is missing'],
  ['freeze shop for 2h', 'The reason is missing'],
  ['freeze shop for 2h because  ', 'The reason is missing'],
  ['freeze shop for 2months because x', 'is not a duration'],
  ['freeze shop for 1h for 2h because x', 'is not a duration'],
  ['freeze shop for 1h load test', '"load test" is not expected after the duration. A reason begins with "because"'],
  ['freeze shop for two hours because x', '"two hours" is not a duration'],
  ['freeze shop for the weekend because x', 'A time has "until": until mon 08:00.'],
  ['freeze shop until 2h because x', '"2h" is a duration. Write "for 2h", or a time'],
  ['freeze shop because x for 2h', 'Put the end before the reason: for 2h because x'],
  ['freeze shop because x, until tomorrow 9am', 'Put the end before the reason: until tomorrow 9am because x'],
  ['freeze shop because we wait for Bob', 'The end is missing'],
  ['freeze shop because we wait until Bob is back', 'The end is missing'],
  ['freeze shop 18:00 because x', '"18:00" is not a name or pattern. A time has "until"'],
  ['freeze money/shop for 1h because x', 'Write the name alone: it is for all accounts and Regions'],
  ['override weekend shop 1h because x', 'The pipelines are missing: on PIPELINES'],
  ['release shop main', 'a branch or a tag is refused'],
  ['release shop 2h', 'takes no stage'],
  ['retry stage Build', 'The pipeline is missing'],
  ['freeze shop for 15d because x', 'longest time is 14 d'],
  ['freeze shop for 0h because x', 'in the past'],
  ['freeze shop until 2026-11-22T09:00Z because x', 'in the past'],
  ['freeze shop until 2026-11-31T08:00Z because x', 'is not a time'],
  ['freeze shop for 1h until 2026-11-23T08:00Z because x', 'not both'],
  ['freeze sh/op for 1h because x', 'is not a name or pattern'],
  ['freeze docs --force for 1h because x', '"--force" is not a name or pattern. Commands have no options'],
  ['freeze docs —force for 1h because x', '"-force" is not a name or pattern. Commands have no options'],
  ['unfreeze --all', 'Commands have no options, only the words below.'],
  [`freeze shop for 1h because ${'x'.repeat(201)}`, 'longer than 200'],
  ['override on shop for 1h because x', 'The freeze is missing'],
  ['override all,weekend on shop for 1h because x', 'Do not name others'],
  ['override weekend for 1h because x', 'The pipelines are missing'],
  ['unfreeze', 'The argument is missing'],
  ['mute shop', 'The end is missing'],
  ['mute shop stage Build for 1h', '"stage" does not belong to this command'],
  ['freeze all,shop for 1h because x', '"all" means all pipelines. Do not name others'],
  ['freeze shop stage all,Deploy for 1h because x', '"all" means all stages'],
  ['why all', 'takes one pipeline'],
  ['retry shop-*', 'takes one pipeline'],
  ['release a,b', 'takes one pipeline'],
  ['rollback shop all', 'takes one stage'],
  ['unfreeze shop anyway', '"anyway" does not belong to this command'],
  ['why', 'The pipeline is missing'],
  ['why shop Build compile', 'is not expected here'],
  ['why shop-*', 'takes one pipeline'],
  ['release shop Build', 'begins at the source'],
  ['release shop at', 'is not a commit id'],
  ['release shop at main', 'is not a commit id'],
  ['release shop at 9f3c2e', 'is not a commit id'],
  ['release shop image latest', 'not a tag'],
  ['release shop object', 'is not a version'],
  ['release shop what is the matter', 'what is in STAGE'],
  ['release shop what is in Staging source App', 'what is in STAGE'],
  ['release shop at 9f3c2e1 object x', 'takes one revision'],
  ['release shop source App', 'together with its revision'],
  ['release shop with LEVEL', '"LEVEL" is not a variable'],
  ['release shop with', 'is not a variable'],
  ['release shop with A=1 A=2', 'has two values'],
  ['release shop with A=1 B="x', 'is not a variable'],
  ['release shop at 25:00Z', 'is not a time'],
  ['release shop in 2', 'is not a duration'],
  ['release shop in 2h at 18:00Z', 'Name one time'],
  ['release shop at tomorrow', 'time is missing'],
  ['release shop at 2026-11-22T09:00Z', 'in the past'],
  ['release shop at 2026-12-06T10:01Z', 'at most 14 d'],
  ['release shop at 18:00Z when the freeze ends', 'Name one time'],
  ['release shop when the tests pass', 'when the freeze ends'],
  ['release shop at 18:00Z with A=1 at 19:00Z', 'is not a variable'],
  ['cancel', 'The id of a scheduled release is missing. "stop" ends an execution, "unfreeze" ends a freeze.'],
  ['cancel shop-api because wrong', '"stop" ends an execution'],
  ['cancel freeze-k3x9q2', '"unfreeze" ends a freeze'],
  ['release shop for 2h', '"for" does not belong to this command'],
  ['stop shop', 'The reason is missing'],
  ['rollback shop', 'The stage is missing'],
  ['override-condition shop', 'The stage is missing'],
  ['override-condition shop Prod because', 'The reason is missing'],
  ['override-condition shop all', 'takes one stage'],
  ['override-condition shop Prod for 2h', '"for" does not belong to this command'],
];

describe('a command', () => {
  it.each(understood)('is understood: %s', (text, command) => {
    expect(read(text)).toEqual({ type: 'command', command });
  });

  it.each(misused)('is answered with its correct form: %s', (text, why) => {
    const answer = read(text);
    expect(answer).toMatchObject({ type: 'misuse', text: expect.stringContaining(why) });
    const [word = ''] = text.split(' ');
    expect(answer).toMatchObject({ text: expect.stringContaining(`as in \`/signalbox ${word}`) });
  });

  it.each([
    ['frieze shop for 1h', 'There is no command "frieze". Did you mean "freeze"'],
    ['list', 'Did you mean "status" or "windows"?'],
    ['deploy shop', 'Did you mean "release"?'],
    ['rollbck shop Deploy', 'Did you mean "rollback"?'],
    ['approve shop', 'with the buttons on its message'],
    ['aprove shop', 'with the buttons on its message'],
    ['explain shop', 'Did you mean "why"?'],
    ['un freeze shop', 'Did you mean "unfreeze" or "unlock"?'],
    ['please', 'There is no command "please"'],
    ['constructor', 'There is no command "constructor".'],
  ])('that does not exist is answered with the nearest ones: %s', (text, why) => {
    expect(read(text)).toEqual({ type: 'misuse', text: expect.stringContaining(why) });
  });

  it.each(Object.values(usage))('accepts its own example: %s', (_, example) => {
    expect(read(example)).toMatchObject({ type: 'command' });
  });

  it.each(['', 'help', '?', '--help', '-h', 'freeze --help', 'status -h'])('is listed with the others: %s', (text) => {
    expect(read(text)).toEqual({ type: 'help' });
  });

  it('is the same after the queue', () => {
    for (const [, command] of understood) {
      const message = { signalbox: 'command', id: 'i', user: 'U1', channel: 'C1', at: AT, command };
      expect(CommandMessage.parse(JSON.parse(JSON.stringify(message)))).toEqual(message);
    }
  });

  it('has an answer for any typed text', () => {
    const words = fc.constantFrom(
      ...Object.keys(usage),
      'for',
      'on',
      'stage',
      'until',
      'because',
      '2h',
      '*',
      'shop',
      '“',
      '<',
      ',',
    );
    const typed = fc.oneof(
      fc.string(),
      fc.array(words).map((all) => all.join(' ')),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const answer = read(text);
        expect(['command', 'misuse', 'help']).toContain(answer.type);
        if (answer.type === 'misuse') expect(answer.text.length).toBeLessThan(800);
      }),
      draws(2_000),
    );
  });
});

describe('the end of a command', () => {
  const BERLIN = 'Europe/Berlin';
  /** A Sunday, 11:00:20 in Berlin. */
  const typedAt = AT + 20_000;
  const endOf = (until: string, zone: string | null | undefined = BERLIN) => {
    const command = Object(read(`mute shop ${until}`, typedAt, zone)).command;
    return command && new Date(command.until).toISOString().slice(0, 16);
  };

  it.each([
    ['until 18:00', '2026-11-22T17:00'],
    ['until 6pm', '2026-11-22T17:00'],
    ['until 6:30 pm', '2026-11-22T17:30'],
    ['till noon', '2026-11-22T11:00'],
    ['until midnight', '2026-11-22T23:00'],
    ['until 09:00', '2026-11-23T08:00'],
    ['until today 23:15', '2026-11-22T22:15'],
    ['until tomorrow 9am', '2026-11-23T08:00'],
    ['until 9am tomorrow', '2026-11-23T08:00'],
    ['until tomorrow at 09:00', '2026-11-23T08:00'],
    ['until monday 9am', '2026-11-23T08:00'],
    ['until Mon 09:00', '2026-11-23T08:00'],
    ['until sunday 18:00', '2026-11-22T17:00'],
    ['until sunday 9:00', '2026-11-29T08:00'],
    ['until next sunday 18:00', '2026-11-29T17:00'],
    ['until 2026-12-01 09:00', '2026-12-01T08:00'],
    ['until 2026-12-01T09:00', '2026-12-01T08:00'],
    ['until 18', '2026-11-22T17:00'],
    ['until tomorrow at 18', '2026-11-23T17:00'],
    ['until tomorrow, 9:00', '2026-11-23T08:00'],
    ['until Monday, 8 a.m.', '2026-11-23T07:00'],
    ['until tues. 9:00.', '2026-11-24T08:00'],
    ['until thurs 9am', '2026-11-26T08:00'],
    ['until 18:00 Uhr', '2026-11-22T17:00'],
    ['until 1 dec 9:00', '2026-12-01T08:00'],
    ['until Dec 1st, 9am', '2026-12-01T08:00'],
    ['until 9:00 1st of December 2026', '2026-12-01T08:00'],
    ['until 2026/12/01 09:00', '2026-12-01T08:00'],
  ])('is in the time zone of the person who typed it: %s', (typed, end) => {
    expect(endOf(typed)).toBe(end);
    const other = Date.parse(`${end}Z`) - Date.parse(`${endOf(typed, 'Asia/Kolkata')}Z`);
    // Kolkata is 4:30 h ahead. A time that is past there means the next day.
    expect([4.5 * hour, -19.5 * hour, 28.5 * hour, -163.5 * hour]).toContain(other);
  });

  it.each([
    ['until 18:00 UTC', '2026-11-22T18:00'],
    ['until 18:00Z', '2026-11-22T18:00'],
    ['until tomorrow 9am America/New_York', '2026-11-23T14:00'],
    ['until 2026-12-01 09:00+05:30', '2026-12-01T03:30'],
    ['until 2026-12-01T09:00:30Z', '2026-12-01T09:01'],
    ['until 2026-12-01T09:00:00.000Z', '2026-12-01T09:00'],
    ['until tomorrow 9am GMT+1', '2026-11-23T08:00'],
    ['until tomorrow 9:00 UTC-03:30', '2026-11-23T12:30'],
  ])('is in the typed zone, and needs no other: %s', (typed, end) => {
    expect(endOf(typed, undefined)).toBe(end);
  });

  it('needs the zone of the person, and is never silently in UTC', () => {
    expect(read('freeze shop until 18:00 because x', typedAt)).toEqual({ type: 'zone needed' });
    const other = { at: typedAt, zone: BERLIN };
    expect(readCommand('mute shop until 18:00 Asia/Tokyo', other)).toEqual({ type: 'zone needed' });
    expect(read('freeze shop until 18:00 because x', typedAt, null)).toMatchObject({
      type: 'misuse',
      text: expect.stringContaining('could not read your time zone from Slack'),
      draft: { fields: { pipelines: 'shop', because: 'x' } },
    });
  });

  it.each([
    ['until tomorrow', 'The time is missing: tomorrow 09:00'],
    ['until friday', 'The time is missing'],
    ['until 25:00', 'is not a time'],
    ['until 13pm', 'is not a time'],
    ['until today', 'The time is missing: today 23:00'],
    ['until 9', '"9" can mean different times. Write 09:00 or 21:00.'],
    ['until tomorrow 9', 'Write tomorrow 09:00 or tomorrow 21:00.'],
    ['until mon 18', '"mon 18" is not clear. Write mon 18:00.'],
    ['until 18.30', 'Write 18:30.'],
    ['until 1800', 'Write 18:00.'],
    ['until 9 Uhr', 'Write 09:00 or 21:00.'],
    ['until EOD', 'Write 18:00 or midnight.'],
    ['until tomorrow morning', 'Write tomorrow 09:00 or tomorrow 18:00.'],
    ['until tommorow 9:00', '"tommorow 9:00" is not clear. Write tomorrow 9:00.'],
    ['until next friday 9am', 'Write 2026-11-27 9am or 2026-12-04 9am.'],
    ['until 02/03/2027 09:00', 'Write 2027-03-02 09:00 or 2027-02-03 09:00.'],
    ['until 01.12.26', 'Write 2026-12-01 09:00.'],
    ['until 40/40/2026', 'is not a time'],
    ['until 18:00 Berlin', '"Berlin" is not a time zone that Signalbox knows. Did you mean Europe/Berlin?'],
    ['until 18:00 EST', 'knows. Write a zone'],
    ['until later', 'is not a time'],
    ['until 18:00 CET', '"CET" is not a time zone'],
    ['until 18:00 Europe/Berln', '"Europe/Berln" is not a time zone'],
    ['until 2026-02-30 09:00', 'is not a time'],
    ['until today 9am', 'in the past'],
  ])('is rejected if it is not clear: %s', (typed, why) => {
    expect(read(`mute shop ${typed}`, typedAt, BERLIN)).toMatchObject({ text: expect.stringContaining(why) });
  });

  it('has the day that everyone means by "next": not one of this week', () => {
    const wednesday = Date.parse('2026-11-25T12:00:00Z');
    const end = (day: string) => Object(read(`mute shop until next ${day} 9am`, wednesday, BERLIN)).command?.until;
    expect(new Date(end('tuesday')).toISOString()).toBe('2026-12-01T08:00:00.000Z');
    expect(new Date(end('wednesday')).toISOString()).toBe('2026-12-02T08:00:00.000Z');
    expect([end('thursday'), end('sunday')]).toEqual([undefined, undefined]);
  });

  it('in the new year has the year that comes', () => {
    const december = Date.parse('2026-12-28T12:00:00Z');
    const command = Object(read('mute shop until 4 jan 9am', december, BERLIN)).command;
    expect(new Date(command.until).toISOString()).toBe('2027-01-04T08:00:00.000Z');
  });

  it.each([
    ['1.5h', 90],
    ['1,5h', 90],
    ['1.1h', 66],
    ['1h30', 90],
    ['half an hour', 30],
    ['one day', 1440],
    ['1 hour and 30 min', 90],
    ['2h.', 120],
  ])('after a duration in other words: %s', (length, minutes) => {
    const until = AT + minutes * 60_000;
    expect(read(`mute shop for ${length}`)).toMatchObject({ command: { until } });
    expect(read(`release shop in ${length}`)).toMatchObject({ command: { at: until } });
  });

  it('proposes only times that it takes, however long the text is', () => {
    const part = fc.constantFrom(
      '9',
      '18.30',
      '1800',
      '0',
      '31',
      'next',
      'fri',
      'sun',
      'tomorow',
      'dec',
      '02/03/2027',
      'UTC',
      'eod',
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), fc.nat(400), (words, day) => {
        const at = typedAt + day * 24 * hour;
        const { text = '' } = read(`release shop at 9f3c2e1 at ${words.join(' ')}`, at, BERLIN) as { text?: string };
        const [, proposed] = / (?:is not clear|can mean different times)\. Write (.*)\.\n/.exec(text) ?? [];
        for (const time of proposed?.split(/, | or /) ?? []) {
          const again = read(`release shop at 9f3c2e1 at ${time}`, at, BERLIN);
          if (again.type === 'misuse') expect(again.text).toContain('at most 14 d');
          else expect(again).toMatchObject({ type: 'command' });
        }
      }),
      draws(500),
    );
    expect(read(`mute shop until 18:00 ${'a'.repeat(3_900)}`, typedAt, BERLIN)).toMatchObject({ type: 'misuse' });
  });

  it('has the offset of its own day', () => {
    const march = Date.parse('2026-03-28T12:00:00Z');
    const command = Object(read('mute shop until tomorrow 9am', march, BERLIN)).command;
    expect(new Date(command.until).toISOString()).toBe('2026-03-29T07:00:00.000Z');
  });

  it('is a whole minute, and not before the typed time', () => {
    expect(endOf('for 2h')).toBe('2026-11-22T12:01');
    expect(endOf('for 90s')).toBe('2026-11-22T10:02');
  });
});
