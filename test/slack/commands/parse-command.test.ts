import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CommandMessage } from '../../../lib/queue/message.ts';
import { readCommand, usage } from '../../../lib/slack/commands/parse-command.ts';
import { draws } from '../../kit/draws.ts';

/** What people type after the slash command, and what is made of it. */

const AT = Date.parse('2026-11-22T10:00:00Z');
const hour = 3_600_000;
const read = (text: string) => readCommand(text, AT);

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
  ['thaw freeze-1ab2c3', { type: 'thaw', what: 'freeze-1ab2c3' }],
  ['thaw shop-*', { type: 'thaw', what: 'shop-*' }],
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
  ['retry shop Build', { type: 'retry', pipeline: 'shop', stage: 'Build' }],
  ['release shop', { type: 'release', pipeline: 'shop' }],
  ['stop shop because wrong branch', { type: 'stop', pipeline: 'shop', reason: 'wrong branch' }],
  ['stop shop 1f6c0e7a because no', { type: 'stop', pipeline: 'shop', execution: '1f6c0e7a', reason: 'no' }],
  ['rollback shop Deploy', { type: 'rollback', pipeline: 'shop', stage: 'Deploy' }],
];

const misused: [string, string][] = [
  ['freeze', 'Which pipelines is missing'],
  ['freeze shop because x', 'For how long is missing'],
  ['freeze shop for 2h', 'A reason is missing'],
  ['freeze shop for 2h because  ', 'A reason is missing'],
  ['freeze shop for 2months because x', 'is no length of time'],
  ['freeze shop for 1h for 2h because x', 'is no length of time'],
  ['freeze shop for 15d because x', 'longer than 14 d'],
  ['freeze shop for 0h because x', 'over before it begins'],
  ['freeze shop until 2026-11-22T09:00Z because x', 'over before it begins'],
  ['freeze shop until 2026-11-23T08:00 because x', 'is no instant'],
  ['freeze shop until 2026-11-31T08:00Z because x', 'is no instant'],
  ['freeze shop for 1h until 2026-11-23T08:00Z because x', 'not both'],
  ['freeze sh/op for 1h because x', 'is no name or pattern'],
  [`freeze shop for 1h because ${'x'.repeat(201)}`, 'longer than 200'],
  ['override on shop for 1h because x', 'Which freeze'],
  ['override all,weekend on shop for 1h because x', 'name nothing beside it'],
  ['override weekend for 1h because x', 'Which pipelines is missing'],
  ['thaw', 'What is thawed is missing'],
  ['mute shop', 'For how long is missing'],
  ['mute shop stage Build for 1h', '"stage" has no meaning there'],
  ['why', 'Which pipeline is missing'],
  ['why shop Build compile', 'is too much'],
  ['why shop-*', 'is no name'],
  ['release shop Build', 'begins at the source'],
  ['stop shop', 'A reason is missing'],
  ['rollback shop', 'Which stage'],
];

describe('a command', () => {
  it.each(understood)('is understood: %s', (text, command) => {
    expect(read(text)).toEqual({ type: 'command', command });
  });

  it.each(misused)('is answered with how it is written: %s', (text, why) => {
    const answer = read(text);
    expect(answer).toMatchObject({ type: 'misuse', text: expect.stringContaining(why) });
    const [word = ''] = text.split(' ');
    expect(answer).toMatchObject({ text: expect.stringContaining(`as in \`/signalbox ${word}`) });
  });

  it.each(Object.values(usage))('is written as its own example: %s', (_, example) => {
    expect(read(example)).toMatchObject({ type: 'command' });
  });

  it('is whole at the other end of the queue', () => {
    for (const [, command] of understood) {
      const message = { signalbox: 'command', id: 'i', user: 'U1', channel: 'C1', at: AT, command };
      expect(CommandMessage.parse(JSON.parse(JSON.stringify(message)))).toEqual(message);
    }
  });

  it('is something, whatever anybody types', () => {
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
