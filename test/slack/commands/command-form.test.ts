import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CommandMessage } from '../../../lib/queue/message.ts';
import { commandOf, type Draft, type Fields, lengths, UNTIL } from '../../../lib/slack/commands/command-form.ts';
import { readCommand } from '../../../lib/slack/commands/parse-command.ts';
import { times } from '../../../lib/slack/endpoint/times.ts';

/** A form instead of a typed command: the same command, or an error for each wrong field. */

const AT = Date.parse('2026-11-22T10:00:20Z');
const HOUR = 3_600_000;

const whole: Fields = { pipelines: 'shop-*', for: '2h', because: 'load test' };
const filled = (fields: Fields, type: Draft['type'] = 'freeze') => commandOf(type, { ...whole, ...fields }, AT);
const errors = (fields: Fields, type?: Draft['type']) => Object(filled(fields, type)).errors;

describe('a filled form', () => {
  it.each([
    [{}, 'freeze shop-* for 2h because load test'],
    [
      { pipelines: ' shop-*,  api b ', stage: 'Deploy*, Prod' },
      'freeze shop-*,api,b stage Deploy*,Prod for 2h because load test',
    ],
    [{ because: '  two   words ' }, 'freeze shop-* for 2h because two words'],
    [
      { for: UNTIL, until: String(Date.parse('2026-11-23T08:00Z') / 1000) },
      'freeze shop-* until 2026-11-23T08:00Z because load test',
    ],
  ])('is the same as the typed command: %j', (fields, typed) => {
    expect(filled(fields)).toEqual({ command: Object(readCommand(typed, { at: AT, times })).command });
  });

  it.each([
    ['weekend', 'override weekend on shop-* for 2h because load test'],
    ['weekend, night', 'override weekend,night on shop-* for 2h because load test'],
    ['All', 'override all on shop-* for 2h because load test'],
  ])('is the same as the typed override: %s', (freezes, typed) => {
    expect(filled({ freezes }, 'override')).toEqual({ command: Object(readCommand(typed, { at: AT, times })).command });
  });

  it.each<[Fields, object]>([
    [{ pipelines: ' , ' }, { pipelines: expect.stringContaining('The pipelines are missing') }],
    [{ pipelines: 'sh/op' }, { pipelines: expect.stringContaining('"sh/op" is not a name or pattern') }],
    [
      { pipelines: 'a b c d e f g h i j k l m n o p q r s t u' },
      { pipelines: expect.stringContaining('More than 20') },
    ],
    [{ stage: 'Deploy!' }, { stage: expect.stringContaining('is not a name or pattern') }],
    [{ because: ' ' }, { because: expect.stringContaining('The reason is missing') }],
    [{ because: 'x'.repeat(201) }, { because: expect.stringContaining('longer than 200') }],
    [{ for: '3y' }, { for: expect.stringContaining('is not a duration') }],
    [{ for: UNTIL }, { until: 'Choose the time at which it ends.' }],
    [{ for: UNTIL, until: String(AT / 1000) }, { until: expect.stringContaining('is in the past') }],
    [
      { for: UNTIL, until: String(AT / 1000 + 15 * 86_400) },
      { until: expect.stringContaining('longest time is 14 d') },
    ],
    [{ for: '2h', until: String(AT / 1000 + 60) }, { for: expect.stringContaining('There is a time below') }],
    [
      { pipelines: '', because: '', for: UNTIL },
      { pipelines: expect.any(String), because: expect.any(String), until: expect.any(String) },
    ],
  ])('shows each error below its field: %j', (fields, wrong) => {
    expect(errors(fields)).toEqual(wrong);
  });

  it('reports all missing fields at once, and conflicting freezes', () => {
    expect(Object.keys(Object(commandOf('override', {}, AT)).errors)).toEqual([
      'freezes',
      'pipelines',
      'for',
      'because',
    ]);
    expect(errors({ freezes: 'all, weekend' }, 'override')).toEqual({
      freezes: expect.stringContaining('Do not name others'),
    });
  });

  it('accepts each offered duration', () => {
    for (const length of Object.keys(lengths)) expect(filled({ for: length })).toHaveProperty('command');
  });

  it('is a queue message or an error, for any input', () => {
    const field = fc.option(fc.oneof(fc.string(), fc.constantFrom('1h', UNTIL, 'all', '1795168800', '*')), {
      nil: undefined,
    });
    const fields = fc.record({
      freezes: field,
      pipelines: field,
      stage: field,
      for: field,
      until: field,
      because: field,
    });
    fc.assert(
      fc.property(fc.constantFrom('freeze' as const, 'override' as const), fields, (type, given) => {
        const read = commandOf(type, given, AT);
        if ('errors' in read) {
          expect(Object.keys(read.errors).length).toBeGreaterThan(0);
          return;
        }
        const message = { signalbox: 'command', id: 'i', user: 'U1', channel: 'C1', at: AT, command: read.command };
        expect(CommandMessage.parse(message)).toEqual(message);
      }),
    );
  });
});

describe('an incomplete command', () => {
  it.each<[string, Fields, string | undefined]>([
    ['freeze', {}, undefined],
    ['override', {}, undefined],
    ['freeze shop-*,api', { pipelines: 'shop-*, api' }, 'The end is missing'],
    ['freeze shop for 2h', { pipelines: 'shop', for: '2h' }, 'The reason is missing'],
    ['freeze shop for 2months because x', { pipelines: 'shop', because: 'x' }, '"2months" is not a duration'],
    [
      'freeze shop stage Deploy,Prod because a, b',
      { pipelines: 'shop', stage: 'Deploy, Prod', because: 'a, b' },
      'The end is missing',
    ],
    [
      'freeze shop on api for 7d because x',
      { pipelines: 'shop', for: '1w', because: 'x' },
      '"on" does not belong to this command',
    ],
    ['override weekend on shop', { freezes: 'weekend', pipelines: 'shop' }, 'The end is missing'],
    ['override for 1h because x', { for: '1h', because: 'x' }, 'The freeze is missing'],
  ])('fills the form with its valid parts: %s', (typed, fields, problem) => {
    const [type] = typed.split(' ');
    const read = readCommand(typed, { at: AT, times });
    expect(read).toMatchObject({ type: 'misuse', draft: { type, fields } });
    expect(Object(read).draft.fields).toEqual(fields);
    if (problem === undefined) expect(Object(read).draft.problem).toBeUndefined();
    else expect(Object(read).draft.problem).toContain(problem);
  });

  it('shows an end without an offered duration in the picker, rounded up to the minute', () => {
    const { draft } = readCommand('freeze shop for 90m', { at: AT, times }) as { draft?: Draft };
    expect(draft?.fields).toEqual({ pipelines: 'shop', for: UNTIL, until: String((AT + 1.5 * HOUR + 40_000) / 1000) });
    const exact = readCommand('freeze shop until 2026-11-23T08:00Z', { at: AT, times }) as { draft?: Draft };
    expect(exact.draft?.fields.until).toBe(String(Date.parse('2026-11-23T08:00Z') / 1000));
  });

  it.each([
    'freeze shop-*,api stage Deploy*,Prod for 2h',
    'freeze * until 2026-11-23T08:00Z',
    'override weekend,night on shop for 1w',
    'override all on shop stage Deploy until 2026-11-24T10:30+05:30',
  ])('becomes the full command after the reason is filled in: %s', (typed) => {
    const { draft } = readCommand(typed, { at: AT, times }) as { draft?: Draft };
    if (!draft) throw new Error('No form opens');
    const { command } = readCommand(`${typed} because of it`, { at: AT, times }) as { command?: object };
    expect(commandOf(draft.type, { ...draft.fields, because: 'of it' }, AT)).toEqual({ command });
  });

  it.each(['mute shop', 'unfreeze', 'stop shop', 'retry', 'frieze shop'])(
    'is answered with text if there is no form: %s',
    (typed) => {
      expect(Object(readCommand(typed, { at: AT, times })).draft).toBeUndefined();
    },
  );
});
