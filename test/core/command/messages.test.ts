import { describe, expect, it } from 'vitest';
import * as say from '../../../lib/core/command/messages.ts';
import type { Reach } from '../../../lib/core/command/reach.ts';
import type { CommandRequest, ManualRule } from '../../../lib/core/command/shared-state.ts';
import type { Command } from '../../../lib/core/command/types.ts';

/** The sentences about commands. */

const AT = Date.parse('2026-11-22T10:00:00Z');
const MINUTE = 60_000;
const ends = { until: AT, reason: 'audit' };
const request = (command: Command): CommandRequest => ({ user: 'U0ANN', name: 'ann', channel: 'C0OPS', command });
const rule = (type: ManualRule['type'], more: object = {}): ManualRule => ({
  type,
  by: 'U0ANN',
  name: 'ann',
  from: AT,
  pipelines: ['shop-*'],
  ...ends,
  ...more,
});

it.each([
  ['BEFORE_ENTRY', 'entry'],
  ['ON_SUCCESS', 'success'],
] as const)('a condition of type %s that holds a stage or failed is named with its rules', (type, name) => {
  const rules = [{ name: 'hours', message: 'Opens at 09:00' }];
  const [waits, failed] = [
    { type, state: 'waits' as const },
    { type, state: 'failed' as const },
  ];
  expect(say.conditionReason('Prod', { ...waits, rules })).toBe(
    `Prod waits for its ${name} condition: hours: Opens at 09:00.`,
  );
  expect(say.conditionReason('Prod', { ...failed, rules: [] })).toBe(`The ${name} condition of Prod failed.`);
  expect(say.heldByCondition({ ...failed, rules })).toBe(`${name} condition failed: hours: Opens at 09:00`);
  expect(say.heldByCondition({ ...waits, rules: [] })).toBe(`waits for its ${name} condition`);
});

it('an instant is rounded up to the minute', () => {
  expect([AT, AT + 1, AT + MINUTE].map(say.instantOf)).toEqual([
    '2026-11-22 10:00 UTC',
    '2026-11-22 10:01 UTC',
    '2026-11-22 10:01 UTC',
  ]);
});

it('the beginning of a state is rounded down, and its length is at least a minute', () => {
  expect(say.since(AT + 59_999, AT + 61_000)).toBe('since 2026-11-22 10:00 UTC (1 min)');
  expect(say.since(AT, AT + 12 * MINUTE)).toBe('since 2026-11-22 10:00 UTC (12 min)');
});

describe('a command in words', () => {
  it.each<[Command, string]>([
    [{ type: 'freeze', pipelines: ['a', 'b'], ...ends }, 'freeze a, b'],
    [{ type: 'freeze', pipelines: ['a', '*'], stages: ['X'], ...ends }, 'freeze all pipelines (stage X)'],
    [{ type: 'freeze', lock: true, pipelines: ['a'], stages: ['X'], ...ends }, 'lock a (stage X)'],
    [{ type: 'mute', pipelines: ['a'], until: AT }, 'mute a'],
    [{ type: 'override', pipelines: ['a'], stages: ['X', 'Y'], ...ends }, 'override all freezes for a (stages X, Y)'],
    [{ type: 'override', freezes: ['f', 'g'], pipelines: ['a'], ...ends }, 'override f, g for a'],
    [{ type: 'thaw', what: '*' }, 'unfreeze everything'],
    [{ type: 'thaw', what: 'f' }, 'unfreeze f'],
    [{ type: 'thaw', what: 'a', locks: {} }, 'unlock a'],
    [{ type: 'schedule', release: { pipeline: 'a' } }, 'schedule a release of a'],
    [
      { type: 'schedule', release: { pipeline: 'a', revision: { type: 'commit', value: '0123456789' } } },
      'schedule a release of a at 01234567',
    ],
    [{ type: 'cancel', what: 'release-1' }, 'cancel release-1'],
    [{ type: 'override-condition', pipeline: 'a', stage: 'X' }, 'override the condition of X of a'],
    [{ type: 'revisions', pipeline: 'a', view: 'V1' }, 'list the revisions of a'],
    [{ type: 'retry', pipeline: 'a', stage: 'X' }, 'retry X of a'],
    [{ type: 'release', pipeline: 'a' }, 'release a'],
    [{ type: 'stop', pipeline: 'a' }, 'stop a'],
    [{ type: 'rollback', pipeline: 'a', stage: 'X' }, 'roll back X of a'],
    [{ type: 'status', pipelines: ['*'] }, 'show the status of all pipelines'],
    [{ type: 'windows', pipelines: ['a'] }, 'show the windows of a'],
    [{ type: 'why', pipeline: 'a' }, 'explain a'],
    [{ type: 'where', pipelines: ['a'] }, 'show what runs where in a'],
    [{ type: 'release', pipeline: 'a', revision: { type: 'commit', value: '0123456789' } }, 'release a at 01234567'],
    [
      { type: 'release', pipeline: 'a', revision: { type: 'image', value: 'x'.repeat(41) } },
      `release a at ${'x'.repeat(40)}`,
    ],
    [{ type: 'release', pipeline: 'a', revision: { type: 'stage', stage: 'X' } }, 'release a at what runs in X'],
    [
      { type: 'release', pipeline: 'a', revision: { type: 'stage', stage: 'X', pipeline: 'b' } },
      'release a at what runs in X of b',
    ],
  ])('%j is "%s"', (command, words) => {
    expect(say.commandInWords(command)).toBe(words);
    expect(say.allowedTo(request(command))).toBe(`The policy allows ann (U0ANN) to ${words}.`);
    expect(say.laterReport(request(command), 'Closed.')).toBe(`${words} (ann (U0ANN)): Closed.`);
  });

  it.each([
    [undefined, false, ' within ten minutes. Try again, or use the AWS console.'],
    ['Slack is down', true, ' (Slack is down). It may have happened all the same: see the AWS console.'],
  ])('that was late warns if it may have happened anyway: %s, %s', (why, mayHaveHappened, rest) => {
    expect(say.tooLate(request({ type: 'stop', pipeline: 'a' }), why, mayHaveHappened)).toBe(
      `Signalbox could not stop a${rest}`,
    );
  });
});

describe('a rule from Slack', () => {
  const until = 'until 2026-11-22 10:00 UTC';

  it.each([
    ['freeze', 'Frozen: shop-*', 'froze shop-*', ': audit', ''],
    [
      'override',
      'Overridden: shop-*, all freezes',
      'overrides all freezes for shop-*',
      ': audit',
      ', overrides all freezes',
    ],
    ['mute', 'Muted: shop-*', 'muted shop-*', ': Signalbox mentions no one for it', ''],
  ] as const)('of type %s is confirmed, announced and listed', (type, confirmed, announced, why, also) => {
    expect(say.confirmation('id-1', rule(type), ['Allowed.', 'Checked.'])).toBe(
      `${confirmed} ${until}, as id-1. Allowed. Checked. End it with /signalbox unfreeze id-1.`,
    );
    expect(say.announcement('id-1', rule(type))).toBe(
      `<@U0ANN> ${announced} ${until}${why}. /signalbox unfreeze id-1 ends it.`,
    );
    expect(say.manualRuleInWords('id-1', rule(type))).toBe(`id-1: shop-* ${until}${also}, by ann (U0ANN): audit`);
  });

  it('that is a lock names its owner', () => {
    const lock = rule('freeze', { lock: true, stages: ['Prod'] });
    expect(say.announcement('lock-1', lock)).toBe(
      `<@U0ANN> locked shop-* (stage Prod) ${until}: audit. Only executions of <@U0ANN> may enter. /signalbox unfreeze lock-1 ends it.`,
    );
    expect(say.manualRuleInWords('lock-1', lock)).toBe(
      `lock-1: shop-* (stage Prod) ${until}, only its owner's executions may enter, by ann (U0ANN): audit`,
    );
  });

  it('names the freezes that it overrides, and omits an empty reason', () => {
    const override = rule('override', { freezes: ['night', 'weekend'], reason: '' });
    expect(say.announcement('o', override)).toContain('overrides night, weekend for shop-*');
    expect(say.manualRuleInWords('o', override)).toBe(`o: shop-* ${until}, overrides night, weekend, by ann (U0ANN)`);
  });

  it('that ended is named with its pipelines', () => {
    const words = say.endedInWords([
      ['f', rule('freeze')],
      ['g', rule('mute', { pipelines: ['*'] })],
    ]);
    expect(words).toBe('f for shop-*; g for all pipelines');
    expect(say.endedConfirmation(words, 'You may.')).toBe(`Ended: ${words}. You may.`);
    expect(say.endedAnnouncement('U0ANN', words)).toBe(`<@U0ANN> ended ${words}.`);
  });

  const end = 'A freeze of the policy can only be overridden: /signalbox override FREEZE on PIPELINES for 1h because …';
  it.each<[string, [string, ManualRule][], string[], string]>([
    [
      '*',
      [],
      [],
      `Nothing was ended. There is no freeze from Slack. No freeze, override or mute from Slack is on now. ${end}`,
    ],
    [
      'x',
      [
        ['f', rule('freeze')],
        ['m', rule('mute')],
      ],
      ['f', 'm', 'n'],
      `Nothing was ended. There is no freeze for exactly "x". Did you mean f, m or n? There are: f (shop-*, ${until}); m (shop-*, ${until}). Each ends by its id, and as a whole. ${end}`,
    ],
  ])('that does not exist cannot be ended: %s', (what, live, near, sentence) => {
    expect(say.nothingToUnfreeze(what, live, near)).toBe(sentence);
  });

  it('that matches nothing is refused, with each reason', () => {
    const sentence = say.matchesNothing(
      { type: 'freeze', pipelines: [], ...ends },
      [
        { what: 'pipeline', pattern: 'shp?', near: [] },
        { what: 'stage', pattern: 'Deplyo', near: ['Deploy', 'Delay'] },
        { what: 'stage', pattern: 'Source', near: [], first: true },
      ],
      { pipelines: [], more: 0, unread: ['money could not be read'] },
    );
    expect(sentence).toBe(
      'Nothing was frozen. No pipeline matches "shp?" now. No stage has the name "Deplyo" now. Did you mean Deploy or Delay? "Source" is a first stage: CodePipeline has no transition into it, so it cannot be held. money could not be read. To freeze also what may come later, add "anyway" before the reason.',
    );
  });

  it('for a pipeline that may be a stage says how a stage is written, and a mute has no reason', () => {
    const unmatched = [{ what: 'pipeline' as const, pattern: 'Prod', near: [] }];
    const seen = { pipelines: [], more: 0 };
    const freeze = say.matchesNothing({ type: 'freeze', pipelines: ['shop', 'Prod'], ...ends }, unmatched, seen);
    expect(freeze).toBe(
      'Nothing was frozen. No pipeline has the name "Prod" now. If "Prod" is a stage, write "stage Prod". To freeze also what may come later, add "anyway" before the reason.',
    );
    const mute = say.matchesNothing({ type: 'mute', pipelines: ['shop', 'Prod'], until: AT }, unmatched, seen);
    expect(mute).toBe(
      'Nothing was muted. No pipeline has the name "Prod" now. To mute also what may come later, add "anyway".',
    );
    const alone = say.matchesNothing({ type: 'freeze', pipelines: ['Prod'], ...ends }, unmatched, seen);
    expect(alone).not.toContain('is a stage');
    const stage = say.matchesNothing(
      { type: 'freeze', pipelines: ['shop', 'web'], stages: ['Prod'], ...ends },
      [{ what: 'stage', pattern: 'Prod', near: [] }],
      seen,
    );
    expect(stage).not.toContain('is a stage');
  });

  it.each([
    [['f'], 'f does not cover'],
    [['f', 'g'], 'f, g do not cover'],
  ])('that overrides nothing is refused: %j', (freezes, words) => {
    expect(say.coversNothing(freezes, { type: 'override', pipelines: ['a'], ...ends })).toBe(
      `Nothing was overridden. ${words} a. To override it also for what may come later, add "anyway" before the reason.`,
    );
  });

  it.each<[string, () => string]>([
    ['Signalbox could not check which pipelines match.', () => say.unchecked(undefined)],
    ['Signalbox could not check which pipelines match (AWS is down).', () => say.unchecked('AWS is down')],
    ['No pipeline matches now: it is for pipelines to come.', () => say.aboutPipelines(0)],
    ['1 pipeline matches now.', () => say.aboutPipelines(1)],
    ['2 pipelines match now.', () => say.aboutPipelines(2)],
  ])('%s', (expected, sentence) => {
    expect(sentence()).toBe(expected);
  });
});

describe('the reach of a command', () => {
  const none: Reach = {
    pipelines: 0,
    transitions: 0,
    closed: 0,
    open: 0,
    pending: 0,
    byPerson: 0,
    held: 0,
    unknown: 0,
    slow: [],
    parallel: [],
    parallelCount: 0,
    unread: [],
  };
  const parallel = { parallel: ['p'], parallelCount: 1 };
  const notHeld = 'Not held: p. CodePipeline ignores transitions in PARALLEL mode.';

  it.each<[string, 'closed' | 'open', Partial<Reach> | undefined, boolean, string]>([
    ['not read yet', 'closed', undefined, false, 'The transitions are not read yet.'],
    ['never read', 'closed', undefined, true, 'Signalbox could not read the transitions.'],
    ['no pipeline', 'closed', {}, true, 'No pipeline matches now.'],
    ['only parallel ones', 'closed', parallel, true, notHeld],
    ['no transition', 'closed', { pipelines: 2 }, true, 'There is no transition to close in 2 pipelines.'],
    [
      'all closed',
      'closed',
      { pipelines: 1, transitions: 1, closed: 1 },
      true,
      '1 transition in 1 pipeline is closed.',
    ],
    ['all open', 'open', { pipelines: 2, transitions: 3, open: 3 }, true, '3 transitions in 2 pipelines are open.'],
    [
      'none read of one pipeline',
      'closed',
      { pipelines: 1, unknown: 1, slow: ['a'] },
      false,
      '0 of 0 transitions in 1 pipeline are closed. Signalbox still works on the transitions of 1 pipeline.',
    ],
    [
      'all closed of those that were read',
      'closed',
      { pipelines: 2, transitions: 1, closed: 1, unknown: 1, slow: ['a'] },
      false,
      '1 of 1 transition in 2 pipelines are closed. Signalbox still works on the transitions of 1 pipeline.',
    ],
    [
      'some that never moved',
      'closed',
      { pipelines: 2, transitions: 3, closed: 1, pending: 2, unknown: 1, slow: ['a', 'b'] },
      true,
      '1 of 3 transitions in 2 pipelines are closed. After 30 minutes, Signalbox still works on 2 transitions and the transitions of 1 pipeline: a, b.',
    ],
    [
      'one that a person opened',
      'closed',
      { pipelines: 1, transitions: 2, closed: 1, open: 1, byPerson: 1 },
      true,
      '1 of 2 transitions in 1 pipeline are closed. 1 transition stays open, because a person opened it.',
    ],
    [
      'two that a person closed',
      'open',
      { pipelines: 1, transitions: 2, closed: 2, byPerson: 2 },
      true,
      '0 of 2 transitions in 1 pipeline are open. 2 transitions stay closed, because a person closed them.',
    ],
    [
      'one that another freeze holds',
      'open',
      { pipelines: 1, transitions: 1, closed: 1, held: 1, because: 'Frozen by "night".' },
      true,
      '0 of 1 transition in 1 pipeline are open. 1 transition stays closed: Frozen by "night".',
    ],
    [
      'two that a freeze without a name holds',
      'open',
      { pipelines: 1, transitions: 2, closed: 2, held: 2 },
      true,
      '0 of 2 transitions in 1 pipeline are open. 2 transitions stay closed: another freeze holds',
    ],
    [
      'an account that could not be read',
      'closed',
      { pipelines: 1, transitions: 1, closed: 1, held: 1, ...parallel, unread: ['money could not be read'] },
      true,
      `1 transition in 1 pipeline is closed. ${notHeld} money could not be read.`,
    ],
    [
      'more parallel ones than are named',
      'closed',
      { parallel: ['p', 'q'], parallelCount: 5 },
      true,
      'Not held: p, q and 3 more. CodePipeline ignores transitions in PARALLEL mode.',
    ],
  ])('%s', (_, want, reach, isFinal, sentence) => {
    expect(say.reachInWords(want, reach && { ...none, ...reach }, isFinal)).toBe(sentence);
  });
});

describe('a command about one pipeline', () => {
  const near = (...names: string[]) => [{ what: 'pipeline' as const, pattern: 'x', near: names }];

  it.each<[string, () => string]>([
    [
      'There is no pipeline "x" in the accounts and Regions that Signalbox serves.',
      () => say.noPipeline('x', undefined, {}),
    ],
    [
      'Signalbox sees no pipeline "x" in money eu. Did you mean a, b or c? money is closed.',
      () =>
        say.noPipeline('x', ['money', 'eu'], { unread: ['money is closed'], unmatched: near('a', 'a', 'b', 'c', 'd') }),
    ],
    ['There is no pipeline "x" in money.', () => say.noPipeline('x', ['money'], { unread: [] })],
    [
      'Several pipelines have this name: a/x, b/x. Name one, as in /signalbox stop a/x.',
      () => say.severalPipelines(['a/x', 'b/x'], '/signalbox stop a/x'),
    ],
    [
      'a is closed. b is closed. It may have another pipeline of this name. Name one, as in /signalbox stop c/x.',
      () => say.perhapsSeveral(['a is closed', 'b is closed'], '/signalbox stop c/x'),
    ],
    [
      'x has no stage "Prdo". Did you mean Prod? Its stages: Test, Prod.',
      () => say.noStage('x', 'Prdo', ['Test', 'Prod'], ['Prod']),
    ],
    ['x has no stage "Prdo". Its stages: Test.', () => say.noStage('x', 'Prdo', ['Test'], [])],
    ['Nothing failed in Build, so there is nothing to retry.', () => say.nothingFailed('Build')],
    ['A and B failed. Name one stage, as in /signalbox retry x A.', () => say.severalFailed('x', ['A', 'B'])],
    ['No execution of x is running, so there is nothing to stop.', () => say.nothingToStop('x')],
    [
      'Several executions of x are running: 0123456789, ab. Name one, as in /signalbox stop x 01234567 because …',
      () => say.severalRunning('x', ['0123456789', 'ab']),
    ],
  ])('%s', (expected, sentence) => {
    expect(sentence()).toBe(expected);
  });
});

it.each([
  [1, 'failed', '1 failed'],
  [1, 'waits for approval', '1 waits for approval'],
  [2, 'waits for approval', '2 wait for approval'],
  [1, 'unread', '1 not read'],
  [2, 'unread', '2 not read'],
  [2, 'never ran', '2 never ran'],
] as const)('%i pipelines in the state %s are "%s"', (count, state, words) => {
  expect(say.inState(count, state)).toBe(words);
});
