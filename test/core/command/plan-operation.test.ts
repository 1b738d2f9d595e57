import { describe, expect, it } from 'vitest';
import { planCommands } from '../../../lib/core/command/plan.ts';
import type { CommandRequest, PipelineSnapshot, SharedState } from '../../../lib/core/command/shared-state.ts';
import type { OperationCommand } from '../../../lib/core/command/types.ts';
import type { Intent } from '../../../lib/core/model/intent.ts';
import type { Outbox } from '../../../lib/core/model/outbox.ts';
import { ofBoard, rules } from '../../kit/rules.ts';

/** A command on one pipeline, after the pipeline was read. */

const NOW = Date.UTC(2026, 10, 22, 10);
const AT = NOW - 1_000;
const withFreeze = (scope: string) =>
  rules(`
version: 1
people: { release: { users: [U0ANN] } }
scopes: { shops: { tags: { team: shop } }, tests: { stages: [Test] } }
routes: [{ scope: all, channel: C0ALL }]
commands: [{ allow: [release], do: [retry, release, stop, rollback, override-condition], scope: all }]
freezes:
  - id: quiet
    kind: deny
    scope: ${scope}
    tz: UTC
    once: { from: "2026-11-22T09:00", until: "2026-11-22T12:00" }
`);
const free = rules(`
version: 1
people: { release: { users: [U0ANN] } }
routes: [{ scope: all, channel: C0ALL }]
commands: [{ allow: [release], do: [retry, release, stop, rollback, override-condition], scope: all }]
`);

const stage = (name: string, status: string, more: Partial<PipelineSnapshot['stages'][number]> = {}) => ({
  name,
  status,
  executionId: `${name}-execution`,
  waiting: 0,
  ...more,
});
const shop: PipelineSnapshot = {
  ref: { account: '123456789012', region: 'eu-central-1', pipeline: 'shop' },
  tags: { team: 'shop' },
  stages: [stage('Build', 'Succeeded'), stage('Test', 'Failed'), stage('Deploy', 'InProgress')],
  running: [],
};

function intents(
  command: Omit<OperationCommand, 'pipeline'>,
  pipeline: PipelineSnapshot | undefined,
  policy = free,
  user = 'U0ANN',
) {
  const request: CommandRequest = { user, name: 'ann', channel: 'C0OPS', command: { pipeline: 'shop', ...command } };
  const sights: SharedState['sights'] = pipeline && { p: [AT, { pipelines: [pipeline], more: 0 }] };
  const state: SharedState = { asked: { p: [AT, request] }, sights };
  const requested = { id: 'p', at: AT, request, state, rules: policy, outbox: {}, now: NOW };
  return planCommands(requested).filter(({ from }) => from <= NOW);
}

function planned(command: Omit<OperationCommand, 'pipeline'>, pipeline = shop, policy = free, user = 'U0ANN') {
  return intents(command, pipeline, policy, user).map(({ effect }) => effect);
}

function operated(...given: Parameters<typeof planned>): object {
  const [effect, ...more] = planned(...given);
  expect(more).toEqual([]);
  if (effect?.type !== 'operate') throw new Error(`It is not performed: ${JSON.stringify(effect)}`);
  const { what, stage, execution } = effect;
  return { what, stage, execution };
}

function refused(...given: Parameters<typeof planned>): string {
  const [effect] = planned(...given);
  if (effect?.type !== 'applyCommand') throw new Error(`It is not refused: ${effect?.type}`);
  expect(effect.result.type).toBe('refused');
  return effect.result.because;
}

describe('in PARALLEL mode', () => {
  const bare = (name: string) => ({ name, waiting: 0 });
  const parallel = { ...shop, mode: 'PARALLEL', stages: ['Build', 'Test', 'Deploy'].map(bare) };

  it('a release is refused in a freeze: no transition would hold its execution', () => {
    expect(refused({ type: 'release' }, parallel, withFreeze('tests'))).toMatch(/^Frozen by "quiet"/);
    expect(operated({ type: 'release' }, parallel)).toEqual({ what: 'release' });
  });

  it('a retry needs the execution, as its button has it', () => {
    for (const typed of [{}, { stage: 'Test' }]) {
      expect(refused({ type: 'retry', ...typed }, parallel)).toMatch(/^shop runs in PARALLEL mode.* Press Retry on/);
    }
    const button = { stage: 'Test', execution: 'e1' };
    expect(operated({ type: 'retry', ...button }, parallel)).toEqual({ what: 'retry', ...button });
    expect(refused({ type: 'retry', ...button }, parallel, withFreeze('tests'))).toMatch(/^Frozen by "quiet"/);
  });

  it('a roll-back is refused with another way', () => {
    expect(refused({ type: 'rollback', stage: 'Test' }, parallel)).toMatch(/PARALLEL mode.*release shop \.\.\./);
  });

  it('a stage that does not exist is refused with those that do', () => {
    expect(refused({ type: 'retry', stage: 'Tset', execution: 'e1' }, parallel)).toContain(
      'Its stages: Build, Test, Deploy',
    );
  });
});

describe('a stop', () => {
  const two = { ...shop, running: ['aa11', 'bb22'] };

  it('selects the only running execution', () => {
    expect(operated({ type: 'stop' }, { ...shop, running: ['aa11'] })).toEqual({
      what: 'stop',
      stage: undefined,
      execution: 'aa11',
    });
  });

  it('selects a named execution by the beginning of its id', () => {
    expect(operated({ type: 'stop', execution: 'bb' }, two)).toMatchObject({ execution: 'bb22' });
    expect(operated({ type: 'stop', execution: 'aa11' }, two)).toMatchObject({ execution: 'aa11' });
  });

  it('without a named execution is refused if several run, and names them', () => {
    expect(refused({ type: 'stop' }, two)).toMatch(/aa11, bb22/);
  });

  it.each([
    ['nothing runs', { ...shop, running: [] }, undefined],
    ['the named execution does not run', two, 'cc'],
    ['the id contains the text, but does not begin with it', two, '22'],
  ])('is refused if %s', (_, pipeline, execution) => {
    expect(refused({ type: 'stop', execution }, pipeline)).toMatch(/shop/);
  });
});

describe('a retry', () => {
  it('selects the only failed stage and its execution', () => {
    const expected = { what: 'retry', stage: 'Test', execution: 'Test-execution' };
    expect(operated({ type: 'retry' })).toEqual(expected);
    expect(operated({ type: 'retry', stage: 'Test' })).toEqual(expected);
  });

  it('selects a stopped stage too', () => {
    const stopped = { ...shop, stages: [stage('Build', 'Succeeded'), stage('Test', 'Stopped')] };
    expect(operated({ type: 'retry' }, stopped)).toMatchObject({ stage: 'Test' });
  });

  it('from a button keeps its execution, even if the stage now shows another', () => {
    expect(operated({ type: 'retry', stage: 'Build', execution: 'old' })).toEqual({
      what: 'retry',
      stage: 'Build',
      execution: 'old',
    });
  });

  it('is refused if nothing failed', () => {
    expect(refused({ type: 'retry', stage: 'Build' })).toMatch(/Build/);
    expect(refused({ type: 'retry' }, { ...shop, stages: [stage('Build', 'Succeeded')] })).toMatch(/shop/);
    const first = { ...shop, stages: [stage('Build', 'Succeeded'), stage('Deploy', 'InProgress')] };
    expect(refused({ type: 'retry', execution: 'old' }, first)).toMatch(/shop/);
  });

  it('is refused if two stages failed, and names both', () => {
    const both = { ...shop, stages: [stage('Test', 'Failed'), stage('Deploy', 'Failed')] };
    expect(refused({ type: 'retry' }, both)).toMatch(/Test and Deploy.*retry shop Test/);
    expect(refused({ type: 'retry', execution: 'old' }, both)).toMatch(/Test and Deploy/);
  });

  it('of an unknown stage is refused, and names the stages of the pipeline', () => {
    expect(refused({ type: 'retry', stage: 'Prod' })).toMatch(/"Prod".*Build, Test, Deploy/);
  });
});

describe('a release and a roll-back', () => {
  it('are performed as requested', () => {
    expect(operated({ type: 'release' })).toEqual({ what: 'release', stage: undefined, execution: undefined });
    expect(operated({ type: 'rollback', stage: 'Deploy', execution: 'good' })).toEqual({
      what: 'rollback',
      stage: 'Deploy',
      execution: 'good',
    });
  });
});

describe('during a freeze', () => {
  const frozen = withFreeze('all');

  it.each(['release', 'retry'] as const)('a %s is refused, and names the freeze', (type) => {
    const because = refused({ type }, shop, frozen);
    expect(because).toMatch(/quiet/);
    expect(planned({ type }, shop, frozen)).toMatchObject([{ result: { answer: `Nothing was done. ${because}` } }]);
  });

  it('a stop and a roll-back are performed: a stop is safe, and a roll-back is urgent', () => {
    expect(operated({ type: 'stop' }, { ...shop, running: ['aa11'] }, frozen)).toMatchObject({ what: 'stop' });
    expect(operated({ type: 'rollback', stage: 'Deploy' }, shop, frozen)).toMatchObject({ what: 'rollback' });
  });

  it('the tags of the pipeline decide if the freeze selects by tags', () => {
    const ofShops = withFreeze('shops');
    expect(refused({ type: 'release' }, shop, ofShops)).toMatch(/quiet/);
    expect(operated({ type: 'release' }, { ...shop, tags: { team: 'bank' } }, ofShops)).toMatchObject({
      what: 'release',
    });
  });

  it('a freeze of one stage refuses a release, and a retry of that stage only', () => {
    const ofTest = withFreeze('tests');
    expect(refused({ type: 'retry' }, shop, ofTest)).toMatch(/quiet/);
    expect(refused({ type: 'release' }, shop, ofTest)).toMatch(/quiet/);
    const deploy = { ...shop, stages: [stage('Test', 'Succeeded'), stage('Deploy', 'Failed')] };
    expect(operated({ type: 'retry' }, deploy, ofTest)).toMatchObject({ stage: 'Deploy' });
  });
});

describe('a person without permission', () => {
  it('is refused before any other check, with the people who have the permission', () => {
    expect(refused({ type: 'stop' }, shop, free, 'U0JO')).toMatch(/release/);
    expect(refused({ type: 'release' }, shop, withFreeze('all'), 'U0JO')).not.toMatch(/quiet/);
  });
});

describe('an operation', () => {
  it('contains its user, its reason, and the channels of the report', () => {
    const [effect] = planned({ type: 'release', reason: 'the bank waits' });
    expect(effect).toMatchObject({
      type: 'operate',
      id: 'p',
      at: AT,
      user: 'U0ANN',
      pipeline: shop.ref,
      reason: 'the bank waits',
      policy: 'test',
      channels: ['C0OPS', 'C0ALL'],
    });
    expect(effect).not.toHaveProperty('revision');
    expect(effect).not.toHaveProperty('variables');
  });

  it('of a release contains the revision and the variables', () => {
    const terms = { revision: { type: 'commit', value: 'a1b2c3d' }, variables: { LEVEL: 'debug' } } as const;
    const [effect] = planned({ type: 'release', ...terms });
    expect(effect).toMatchObject({ ...terms, type: 'operate', what: 'release' });
  });
});

describe('the plan', () => {
  it.each([
    ['stop', true],
    ['release', false],
  ] as const)('for a %s is a refresh first, with the running executions only if they are needed', (type, running) => {
    expect(intents({ type, where: ['bank'] }, undefined)).toEqual([
      {
        key: 'sight:p',
        kind: 'again',
        effect: {
          type: 'refreshStatus',
          id: 'p',
          pipelines: ['shop'],
          where: ['bank'],
          tags: false,
          running,
          depth: 'full',
        },
        because: expect.stringMatching(/./),
        after: [],
        from: 0,
        giveUp: expect.any(Number),
      },
    ]);
  });

  it('is one operation, once, and a report in the channels of the pipeline', () => {
    const policy = rules(`
version: 1
people: { release: { users: [U0ANN] } }
scopes: { shops: { pipelines: [shop] }, banks: { pipelines: [bank] } }
routes: [{ scope: shops, channel: C0SHOP }, { scope: banks, channel: C0BANK }]
commands: [{ allow: [release], do: [release], scope: all }]
`);
    const [intent, ...more] = intents({ type: 'release' }, shop, policy);
    expect(more).toEqual([]);
    expect(intent).toMatchObject({
      key: 'operate:p',
      kind: 'once',
      effect: { channels: ['C0OPS', 'C0SHOP'] },
      because: expect.stringMatching(/\bann\b.*\brelease\b.*\bshop\b/),
      after: [],
    });
  });
});

describe('a permission', () => {
  const within = (scope: string) =>
    rules(`
version: 1
people: { release: { users: [U0ANN] } }
scopes: { shops: { tags: { team: shop } }, tests: { stages: [Test] } }
routes: [{ scope: all, channel: C0ALL }]
commands: [{ allow: [release], do: [retry, release], scope: ${scope} }]
`);

  it('for pipelines with a tag depends on the tags of this pipeline', () => {
    expect(operated({ type: 'release' }, shop, within('shops'))).toMatchObject({ what: 'release' });
    expect(refused({ type: 'release' }, { ...shop, tags: { team: 'bank' } }, within('shops'))).toMatch(/./);
  });

  it('for a stage depends on the stages that the command concerns', () => {
    expect(operated({ type: 'retry' }, shop, within('tests'))).toMatchObject({ stage: 'Test' });
    expect(operated({ type: 'retry', stage: 'Test' }, shop, within('tests'))).toMatchObject({ stage: 'Test' });
    const deploy = { ...shop, stages: [stage('Test', 'Succeeded'), stage('Deploy', 'Failed')] };
    expect(refused({ type: 'retry' }, deploy, within('tests'))).not.toMatch(/nothing to retry/);
    expect(refused({ type: 'release' }, shop, within('tests'))).toMatch(/./);
    // Nothing failed, so the command concerns every stage.
    const green = { ...shop, stages: [stage('Test', 'Succeeded'), stage('Deploy', 'Succeeded')] };
    expect(refused({ type: 'retry' }, green, within('tests'))).toBe(
      refused({ type: 'release' }, green, within('tests')).replace('release', 'retry'),
    );
  });
});

describe('during a lock', () => {
  const lockedBy = (by: string) =>
    ofBoard(
      `
version: 1
people: { release: { users: [U0ANN] } }
routes: [{ scope: all, channel: C0ALL }]
commands: [{ allow: [release], do: [retry, release, stop, rollback, override-condition], scope: all }]
`,
      {
        orders: {
          l: {
            type: 'freeze',
            lock: true,
            by,
            reason: 'test',
            from: AT,
            until: NOW + 60_000,
            pipelines: ['shop'],
            stages: ['Test', 'Deploy'],
          },
        },
      },
    );

  it('its owner can release, retry and roll back', () => {
    const own = lockedBy('U0ANN');
    expect(operated({ type: 'release' }, shop, own)).toMatchObject({ what: 'release' });
    expect(operated({ type: 'retry' }, shop, own)).toMatchObject({ what: 'retry' });
    expect(operated({ type: 'rollback', stage: 'Deploy' }, shop, own)).toMatchObject({ what: 'rollback' });
  });

  it('another person can stop, but not release, retry or roll back a locked stage', () => {
    const other = lockedBy('U0BOB');
    expect(refused({ type: 'release' }, shop, other)).toMatch(/^Locked by U0BOB/);
    expect(refused({ type: 'retry' }, shop, other)).toMatch(/^Locked by U0BOB/);
    expect(refused({ type: 'rollback', stage: 'Deploy' }, shop, other)).toMatch(/U0BOB has locked shop/);
    expect(operated({ type: 'rollback', stage: 'Build' }, shop, other)).toMatchObject({ what: 'rollback' });
    expect(operated({ type: 'stop' }, { ...shop, running: ['aa11'] }, other)).toMatchObject({ what: 'stop' });
  });
});

describe('the override of a condition', () => {
  const held = (type: 'BEFORE_ENTRY' | 'ON_FAILURE' = 'BEFORE_ENTRY'): PipelineSnapshot => {
    const condition = { type, state: 'failed' as const, rules: [], executionId: 'e-1', run: 'r-1' };
    return { ...shop, stages: [...shop.stages, stage('Prod', 'Failed', { executionId: 'e-1', condition })] };
  };
  const prod = { type: 'override-condition', stage: 'Prod' } as const;

  it('selects the condition and the execution that the pipeline shows', () => {
    const [effect] = planned(prod, held());
    expect(effect).toMatchObject({
      what: 'override-condition',
      stage: 'Prod',
      execution: 'e-1',
      condition: { type: 'BEFORE_ENTRY', run: 'r-1' },
    });
    expect(operated({ ...prod, execution: 'e-1' }, held())).toMatchObject({ execution: 'e-1' });
  });

  it('is refused if there is no condition, or only one of another execution', () => {
    expect(refused({ ...prod, stage: 'Deploy' }, held())).toBe(
      'No condition of Deploy of shop holds the stage or has failed now, so there is nothing to override.',
    );
    expect(refused({ ...prod, execution: 'aaaabbbbcccc' }, held())).toMatch(/^For execution aaaabbbb, no condition of/);
  });

  it('is refused for a failure condition and in PARALLEL mode, with an alternative', () => {
    expect(refused(prod, held('ON_FAILURE'))).toMatch(/cannot be overridden.* Retry the stage, or roll it back/);
    expect(refused(prod, { ...shop, mode: 'PARALLEL', stages: [] })).toMatch(
      /Override the condition in the AWS console/,
    );
  });

  it('is refused while a freeze covers the stage, but not for a freeze of another stage', () => {
    expect(refused(prod, held(), withFreeze('shops'))).toMatch(/^Frozen by "quiet"/);
    expect(operated(prod, held(), withFreeze('tests'))).toMatchObject({ stage: 'Prod' });
  });

  it('is refused to other people, with the people who have the permission', () => {
    expect(refused(prod, held(), free, 'U0JO')).toBe(
      'Only people in "release" may override the conditions of this, and you are not one of them. Ask one of them.',
    );
  });
});

describe('an operation that is not done after ten minutes', () => {
  const END = AT + 600_000;
  const at = (now: number, outbox: Outbox) => {
    const request: CommandRequest = { user: 'U0ANN', channel: 'C0OPS', command: { type: 'stop', pipeline: 'shop' } };
    const state: SharedState = { asked: { p: [AT, request] } };
    return planCommands({ id: 'p', at: AT, request, state, rules: free, outbox, now });
  };
  const because = (outbox: Outbox) => {
    const [{ effect } = {}, ...more] = at(END, outbox);
    expect(more).toEqual([]);
    return effect?.type === 'applyCommand' && effect.result.type === 'refused' ? effect.result.because : effect;
  };

  it('is refused then, and not earlier', () => {
    expect(at(END - 1, {}).map(({ key, from }) => [key, from])).toEqual([
      ['sight:p', 0],
      ['late:p', END],
    ]);
    expect(because({})).toBe('Signalbox could not stop shop within ten minutes. Try again, or use the AWS console.');
  });

  it.each(['sight:p', 'identify:p'])('names the error of %s, and suggests another try', (key) => {
    expect(because({ [key]: { why: 'throttled' } })).toBe(
      'Signalbox could not stop shop (throttled). Try again, or use the AWS console.',
    );
  });

  it('is reported as possibly done only if an answer of AWS was lost', () => {
    const outbox = { 'sight:p': { why: 'throttled' }, 'operate:p': { why: 'timed out', maybeSince: AT } };
    expect(because(outbox)).toBe(
      'Signalbox could not stop shop (timed out). It may have happened all the same: see the AWS console.',
    );
    expect(because({ 'operate:p': { claim: { id: 'c', until: END } } })).toMatch(/ten minutes\. It may have happened/);
    expect(because({ 'operate:p': { why: 'throttled' } })).toMatch(/\(throttled\)\. Try again/);
  });

  it('is refused at once if what it needs is not tried again before', () => {
    const outbox = { 'sight:p': { why: 'denied', notBefore: END } };
    const late = ({ key, from, because: text }: Intent) => [key, from, text];
    expect(at(AT + 1, outbox).map(late)).toEqual([
      ['late:p', 0, 'Signalbox could not stop shop (denied). Try again, or use the AWS console.'],
    ]);
    expect(at(AT + 1, { 'sight:p': { why: 'throttled', notBefore: END - 1 } }).map(({ key }) => key)).toEqual([
      'sight:p',
      'late:p',
    ]);
  });

  it('is not refused while a worker performs it', () => {
    const outbox = { 'operate:p': { claim: { id: 'c', until: END + 5 } } };
    expect(at(END + 4, outbox).map(({ key }) => key)).toEqual(['sight:p', 'late:p']);
    expect(at(END + 5, outbox).map(({ key, from }) => [key, from])).toEqual([['late:p', END + 5]]);
  });
});
