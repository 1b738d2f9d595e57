import { describe, expect, it } from 'vitest';
import { WORKER } from '../../../lab/codepipeline/engine.ts';
import { AwsError } from '../../../lab/codepipeline/errors.ts';
import { ownershipOf } from '../../../lib/core/freeze/ownership.ts';
import { isSettled } from '../../../lib/core/freeze/transition-table.ts';
import type { LastAction } from '../../../lib/core/freeze/transitions.ts';
import { type Gated, gated, lost, OLGA, PAUL, type Wire } from '../gated.ts';

/** Signalbox opens only what it closed, and respects the changes of people. */

const DONE = { done: true, digest: 'd' };
const OURS = {
  by: WORKER,
  reason: expect.stringMatching(/^Signalbox freeze weekend until 2026-11-23 07\.00 UTC \([a-z0-9]{6}\)$/),
};
const OLGAS = { by: OLGA, reason: 'Hands off' };

const settled = ({ gates }: Gated, want: 'closed' | 'open', reopened: 'respect' | 'close' = 'respect') =>
  (gates().survey?.[1].gates ?? [])
    .filter((gate) => gate.stage === 'Prod')
    .map((gate) => isSettled(gates(), gate, want, reopened));

/** Acts right before, or right after, the first call of this operation. */
function once(g: Gated, when: 'before' | 'after', operation: string, act: () => void): void {
  let isDue = true;
  const fire = (wire: Wire) => {
    if (!isDue || wire.operation !== operation) return;
    isDue = false;
    act();
  };
  if (when === 'before') g.on.before = fire;
  else {
    g.on.after = (wire, output) => {
      fire(wire);
      return output;
    };
  }
}

describe('a transition that should be closed', () => {
  it('is closed with a reason that names the freeze and its end, and is recorded as ours', async () => {
    const g = gated();
    expect(await g.intent('closed')).toEqual(DONE);
    expect(g.standing()).toEqual(OURS);
    expect(g.standing('Test')).toBe('open');
    expect(g.last()).toMatchObject({
      type: 'closed',
      rules: ['weekend'],
      gate: { changedBy: WORKER, changedAt: g.rig.now() },
    });
    expect(g.written()).toEqual(['Disable']);
    expect(settled(g, 'closed')).toEqual([true]);
  });

  it('is read right before and right after the write', async () => {
    const g = gated();
    await g.intent('closed');
    expect(g.calls.map(({ operation }) => operation)).toEqual([
      'GetPipeline',
      'GetPipelineState',
      'DisableStageTransition',
      'GetPipelineState',
    ]);
  });

  it('is left alone while it is ours and unchanged', async () => {
    const g = gated();
    await g.intent('closed');
    const last = g.gates().ours;
    g.written();
    expect(await g.intent('closed', { until: Date.parse('2026-11-24T07:00:00Z') })).toEqual(DONE);
    expect(g.written()).toEqual([]);
    expect(g.gates().ours).toEqual(last);
  });

  it('is left alone if a person closed it first, and this person is recorded', async () => {
    const g = gated();
    g.person('close');
    const since = g.rig.now();
    await g.survey();
    expect(settled(g, 'closed')).toEqual([false]);
    expect(await g.intent('closed')).toEqual(DONE);
    expect(g.written()).toEqual([]);
    expect(g.last()).toBeUndefined();
    expect(g.found()).toEqual({ type: 'foreign', want: 'closed', by: OLGA, since, reason: 'Hands off' });
    expect(settled(g, 'closed')).toEqual([true]);
    // After the freeze, this is recorded once more, and the transition stays closed.
    expect(settled(g, 'open')).toEqual([false]);
    expect(await g.intent('open')).toEqual(DONE);
    expect(g.found()).toMatchObject({ type: 'foreign', want: 'open', by: OLGA, since });
    expect([g.standing(), g.written(), settled(g, 'open')]).toEqual([OLGAS, [], [true]]);
  });

  it('stays open after a person opened it, and this person is recorded', async () => {
    const g = gated();
    await g.intent('closed');
    g.rig.wait('1s');
    g.person('open', { who: PAUL });
    const since = g.rig.now();
    g.written();
    await g.survey();
    expect(settled(g, 'closed')).toEqual([false]);
    for (let each = 0; each < 3; each++) expect(await g.intent('closed')).toEqual(DONE);
    expect([g.standing(), g.written()]).toEqual(['open', []]);
    expect(g.found()).toMatchObject({ type: 'reopened', want: 'closed', by: PAUL, since });
    expect(settled(g, 'closed')).toEqual([true]);
    // The next freeze closes it again.
    await g.intent('open');
    expect([g.last()?.type, settled(g, 'open')]).toEqual(['left', [true]]);
    await g.intent('closed');
    expect(g.standing()).toEqual(OURS);
  });

  it('is closed again only once, if the policy says so', async () => {
    const g = gated();
    await g.intent('closed');
    g.rig.wait('1s');
    g.person('open');
    await g.survey();
    expect(settled(g, 'closed', 'close')).toEqual([false]);
    const since = g.rig.now();
    expect(await g.intent('closed', { reopened: 'close' })).toEqual(DONE);
    expect(g.standing()).toEqual(OURS);
    expect(g.last()).toMatchObject({ type: 'closed', again: { by: OLGA, since } });
    expect(settled(g, 'closed', 'close')).toEqual([true]);
    g.rig.wait('1s');
    g.person('open');
    g.written();
    await g.intent('closed', { reopened: 'close' });
    expect([g.standing(), g.written(), settled(g, 'closed', 'close')]).toEqual(['open', [], [true]]);
    await g.intent('open');
    g.rig.wait('1s');
    await g.intent('closed', { reopened: 'close' });
    expect(g.last()).toMatchObject({ type: 'closed', again: undefined });
  });

  it('is no longer ours after a person closed it again, even with our reason', async () => {
    const g = gated();
    await g.intent('closed');
    const { gate } = g.last() as { gate: { reason: string } };
    g.rig.wait('1s');
    g.person('open');
    g.rig.wait('1s');
    g.person('close', { reason: gate.reason });
    await g.intent('closed');
    expect(g.found()).toMatchObject({ type: 'foreign', by: OLGA });
    await g.intent('open');
    await g.intent('open');
    expect(g.standing()).toEqual({ by: OLGA, reason: gate.reason });
    expect(g.last()).toMatchObject({ type: 'left', by: WORKER });
    expect(settled(g, 'open')).toEqual([true]);
  });
});

describe('a transition that should be open', () => {
  it('is opened if it is ours and unchanged, and the waiting execution enters', async () => {
    const g = gated();
    await g.intent('closed');
    const id = g.rig.start('shop');
    for (let each = 0; each < 20; each++) g.rig.wait('1m');
    expect(g.rig.summary(id)).not.toContain('stage Prod STARTED');
    expect(await g.intent('open')).toEqual(DONE);
    expect(g.standing()).toBe('open');
    expect(g.rig.summary(id)).toContain('stage Prod STARTED');
    expect(g.last()).toEqual({ type: 'opened', by: WORKER });
    expect(settled(g, 'open')).toEqual([true]);
  });

  it('stays closed if a person took it over, and this person is recorded', async () => {
    const g = gated();
    await g.intent('closed');
    g.rig.wait('1s');
    g.person('close');
    g.written();
    expect(await g.intent('open')).toEqual(DONE);
    expect([g.standing(), g.written()]).toEqual([OLGAS, []]);
    expect(g.found()).toMatchObject({ type: 'foreign', want: 'open', by: OLGA, reason: 'Hands off' });
    expect(g.last()).toMatchObject({ type: 'left' });
  });

  it('stays closed if its reason is that of another Signalbox or of another transition', async () => {
    const g = gated();
    await g.intent('closed', { stage: 'Test' });
    const { reason } = g.standing('Test') as { reason: string };
    const other = 'Signalbox freeze weekend until 2026-11-23 07.00 UTC (abc123)';
    for (const text of [reason, other]) {
      g.person('close', { reason: text, who: WORKER });
      g.written();
      await g.intent('open');
      expect([g.standing(), g.written()]).toEqual([{ by: WORKER, reason: text }, []]);
    }
  });

  it('needs no write if it is open and was never ours', async () => {
    const g = gated();
    expect(await g.intent('open')).toEqual(DONE);
    expect([g.written(), g.last(), g.found(), settled(g, 'open')]).toEqual([[], undefined, undefined, [true]]);
  });
});

describe('a person who acts at the same time', () => {
  it.each([
    ['opens', 'open', 'reopened', 'open', 'closed'],
    ['closes', 'close', 'foreign', OLGAS, 'closed'],
  ] as const)('and %s it before our second read is respected', async (_, change, type, standing, last) => {
    const g = gated();
    once(g, 'after', 'DisableStageTransition', () => {
      g.rig.wait('1s');
      g.person(change);
    });
    expect(await g.intent('closed')).toEqual(DONE);
    expect(g.found()).toMatchObject({ type, want: 'closed', by: OLGA });
    expect(g.last()?.type).toBe(last);
    for (const want of ['closed', 'closed', 'open', 'open'] as const) await g.intent(want);
    expect([g.standing(), g.written()]).toEqual([standing, ['Disable']]);
  });

  it('and closes what we are opening is respected', async () => {
    const g = gated();
    await g.intent('closed');
    once(g, 'after', 'EnableStageTransition', () => g.person('close'));
    expect(await g.intent('open')).toEqual(DONE);
    expect(g.found()).toMatchObject({ type: 'foreign', want: 'open', by: OLGA });
    for (let each = 0; each < 2; each++) await g.intent('open');
    expect(g.standing()).toEqual(OLGAS);
    expect(g.last()).toMatchObject({ type: 'left', gate: { changedBy: OLGA } });
  });

  it.each(['close', 'open'] as const)('and changes it (%s) before our first read is noticed', async (change) => {
    const g = gated();
    await g.intent('closed');
    g.written();
    once(g, 'before', 'GetPipelineState', () => {
      g.rig.wait('1s');
      g.person(change);
    });
    const stale = g.last();
    expect(await g.intent('open', { ours: stale as never })).toEqual(DONE);
    expect(g.written()).toEqual([]);
    expect(g.found()).toMatchObject({ by: OLGA, type: change === 'close' ? 'foreign' : 'reopened' });
  });

  it('loses a change between our read and our write: AWS keeps no trace of it', async () => {
    const g = gated();
    once(g, 'before', 'DisableStageTransition', () => g.person('close'));
    await g.intent('closed');
    expect(g.standing()).toEqual(OURS);
    expect(g.found()).toBeUndefined();
  });

  it('and closes it with our reason after our second closing is respected', async () => {
    const g = gated();
    await g.intent('closed');
    const { gate } = g.last() as { gate: { reason: string } };
    g.rig.wait('1s');
    g.person('open');
    once(g, 'after', 'DisableStageTransition', () => {
      g.rig.wait('1s');
      g.person('close', { who: PAUL, reason: gate.reason });
    });
    await g.intent('closed', { reopened: 'close' });
    expect(g.found()).toMatchObject({ type: 'foreign', by: PAUL });
    for (let each = 0; each < 2; each++) await g.intent('open');
    expect(g.standing()).toEqual({ by: PAUL, reason: gate.reason });
  });

  it('and takes it over during the freeze may open it again', async () => {
    const g = gated();
    await g.intent('closed');
    g.rig.wait('1s');
    g.person('close');
    await g.intent('closed');
    expect(g.found()).toMatchObject({ type: 'foreign' });
    g.rig.wait('1s');
    g.person('open');
    await g.intent('closed');
    expect([g.standing(), g.found()?.type]).toEqual(['open', 'reopened']);
  });

  it('is not overwritten by a retry of the SDK: each read allows one write', async () => {
    const g = gated();
    once(g, 'before', 'DisableStageTransition', lost);
    expect(await g.intent('closed')).toMatchObject({ done: false, unsure: true });
    expect(g.written()).toEqual(['Disable']);
  });
});

describe('a lost answer', () => {
  it.each(['Disable', 'Enable'])('to %s is replaced by a read', async (operation) => {
    const g = gated();
    if (operation === 'Enable') await g.intent('closed');
    once(g, 'after', `${operation}StageTransition`, lost);
    expect(await g.intent(operation === 'Disable' ? 'closed' : 'open')).toEqual(DONE);
    expect(g.standing()).toEqual(operation === 'Disable' ? OURS : 'open');
    expect(g.last()?.type).toBe(operation === 'Disable' ? 'closed' : 'opened');
  });

  it.each(['closed', 'open'] as const)(
    'and a dead worker leave a transition that its reason marks as ours (%s)',
    async (want) => {
      const g = gated();
      await g.codepipeline.transition(g.wishing('closed'));
      expect([g.standing(), g.last()]).toEqual([OURS, undefined]);
      await g.survey();
      expect(settled(g, want)).toEqual([false]);
      // Now another freeze may apply, with another end.
      expect(await g.intent(want, { rules: ['year-end'], until: undefined })).toEqual(DONE);
      expect(g.standing()).toEqual(want === 'closed' ? OURS : 'open');
      expect(settled(g, want)).toEqual([true]);
    },
  );

  it('to our opening is not mistaken for an opening by a person', async () => {
    const g = gated();
    await g.intent('closed');
    g.rig.wait('1s');
    await g.codepipeline.transition(g.wishing('open'));
    expect(g.standing()).toBe('open');
    await g.intent('closed');
    expect([g.standing(), g.found()]).toEqual([OURS, undefined]);
    g.rig.wait('1s');
    await g.codepipeline.transition(g.wishing('open'));
    await g.intent('open');
    expect(g.last()).toEqual({ type: 'opened', by: WORKER });
  });

  it('to our second closing does not cause a third one', async () => {
    const g = gated();
    await g.intent('closed');
    g.rig.wait('1s');
    g.person('open');
    g.rig.wait('1s');
    await g.codepipeline.transition(g.wishing('closed', { reopened: 'close' }));
    await g.intent('closed', { reopened: 'close' });
    expect(g.last()).toMatchObject({ type: 'closed', again: {} });
    g.rig.wait('1s');
    g.person('open');
    await g.intent('closed', { reopened: 'close' });
    expect(g.standing()).toBe('open');
  });

  it('stays unsure while the state does not show the change', async () => {
    const g = gated();
    const old = g.rig.call('GetPipelineState', { name: 'shop' });
    g.on.after = ({ operation }, output) => (operation === 'GetPipelineState' ? old : output);
    expect(await g.intent('closed')).toMatchObject({ done: false, unsure: true });
    expect(g.last()).toBeUndefined();
    g.on.after = undefined as never;
    expect(await g.intent('closed')).toEqual(DONE);
    expect(g.last()?.type).toBe('closed');
    expect(g.written()).toEqual(['Disable']);
  });

  it('stays unsure while the state still shows the opened transition as closed', async () => {
    const g = gated();
    await g.intent('closed');
    const old = g.rig.call('GetPipelineState', { name: 'shop' });
    g.on.after = ({ operation }, output) => (operation === 'GetPipelineState' ? old : output);
    expect(await g.intent('open')).toMatchObject({ done: false, unsure: true });
    expect([g.last()?.type, g.found()]).toEqual(['closed', undefined]);
    g.on.after = undefined as never;
    await g.intent('open');
    expect(g.last()).toEqual({ type: 'opened', by: WORKER });
  });

  it('stays unsure if the second read fails', async () => {
    const g = gated();
    let looks = 0;
    g.on.before = ({ operation }) => {
      if (operation === 'GetPipelineState' && ++looks === 2) lost();
    };
    expect(await g.intent('closed')).toMatchObject({
      done: false,
      unsure: true,
      why: expect.stringContaining('Lost on its way'),
    });
  });
});

describe('a refusal', () => {
  it.each([
    ['ThrottlingException', 'Rate exceeded', false],
    [
      'AccessDeniedException',
      `User: ${WORKER} is not authorized to perform: codepipeline:DisableStageTransition on resource: x`,
      true,
    ],
    ['ValidationException', '1 validation error detected', false],
    ['RequestExpired', 'Request has expired', false],
    ['InvalidSignatureException', 'Signature expired', false],
  ])('by AWS with %s means that nothing was done', async (name, message, lasting) => {
    const g = gated();
    g.on.before = ({ operation }) => {
      if (operation === 'DisableStageTransition') throw new AwsError(name, message);
    };
    const result = await g.intent('closed');
    expect(result).toMatchObject({ done: false, lasting });
    expect(result).not.toMatchObject({ unsure: true });
    if (name === 'AccessDeniedException') {
      expect(result).toMatchObject({
        why: "AccessDenied: Signalbox's role lacks codepipeline:DisableStageTransition for this pipeline",
      });
    }
    expect([g.standing(), g.last()]).toEqual(['open', undefined]);
  });

  it('by AWS to show the state prevents the write', async () => {
    for (const name of ['ThrottlingException', 'AccessDeniedException']) {
      const g = gated();
      g.on.before = ({ operation }) => {
        if (operation === 'GetPipelineState') throw new AwsError(name, 'No');
      };
      expect(await g.intent('closed')).toMatchObject({ done: false, lasting: name === 'AccessDeniedException' });
      expect(g.written()).toEqual([]);
    }
  });

  it('protects a pipeline of another account with the same name as ours', async () => {
    const g = gated();
    const pipeline = { account: '999999999999', region: 'eu-central-1', pipeline: 'shop' };
    const why = expect.stringContaining('belongs to 999999999999');
    expect(await g.intent('closed', { pipeline })).toMatchObject({ done: false, lasting: true, why });
    expect(await g.survey({ pipeline })).toMatchObject({ done: false, lasting: true, why });
    expect([g.standing(), g.written()]).toEqual(['open', []]);
  });
});

describe('an edited pipeline', () => {
  it('keeps its closed transitions, and they stay ours', async () => {
    const g = gated();
    await g.intent('closed');
    g.rig.codepipeline.update('shop');
    g.written();
    await g.intent('closed');
    expect(g.written()).toEqual([]);
    await g.intent('open');
    expect(g.standing()).toBe('open');
  });

  it('without the stage needs no write, and we no longer own anything there', async () => {
    const g = gated();
    await g.intent('closed', { stage: 'Test' });
    g.on.after = ({ operation }, output) => {
      if (operation !== 'GetPipelineState') return output;
      const state = output as { stageStates: { stageName: string }[] };
      return { ...state, stageStates: state.stageStates.filter(({ stageName }) => stageName !== 'Test') };
    };
    expect(await g.intent('closed', { stage: 'Test' })).toEqual(DONE);
    expect(g.last('Test')).toEqual({ type: 'left', by: WORKER });
  });

  it('that loses the stage, or is deleted, during our write needs no retry', async () => {
    for (const name of ['StageNotFoundException', 'PipelineNotFoundException']) {
      const g = gated();
      let isGone = false;
      g.on.before = ({ operation }) => {
        if (operation === 'DisableStageTransition') isGone = true;
        if (isGone)
          throw new AwsError(operation === 'DisableStageTransition' ? name : 'PipelineNotFoundException', 'No');
      };
      expect(await g.intent('closed')).toEqual(DONE);
      expect(g.gates()).toMatchObject({ survey: [g.rig.now(), { gates: [], gone: true }] });
    }
  });

  it('that was created again during the freeze is closed like a new one', async () => {
    const g = gated();
    await g.intent('closed');
    g.on.after = ({ operation }, output) => {
      if (operation !== 'GetPipelineState') return output;
      const { stageStates } = output as { stageStates: { inboundTransitionState: object }[] };
      return { stageStates: stageStates.map((each) => ({ ...each, inboundTransitionState: { enabled: true } })) };
    };
    const open = g.wishing('open');
    expect(await g.codepipeline.transition(open)).toMatchObject([
      { gates: { ours: { Prod: [g.rig.now(), { type: 'left' }] } } },
      {},
    ]);
    await g.survey();
    expect(settled(g, 'closed')).toEqual([false]);
    g.written();
    g.on.before = ({ operation }) => {
      if (operation === 'DisableStageTransition') g.on.after = undefined as never;
    };
    expect(await g.intent('closed')).toEqual(DONE);
    expect([g.written(), g.last()?.type, g.found()]).toEqual([['Disable'], 'closed', undefined]);
  });

  it('in PARALLEL mode has no transitions: nothing changes, and what is ours stays recorded', async () => {
    const g = gated('PARALLEL');
    expect(await g.intent('closed')).toEqual(DONE);
    expect(g.written()).toEqual([]);
    expect(g.gates()).toMatchObject({ survey: [g.rig.now(), { mode: 'PARALLEL', gates: [] }] });
    expect(g.gates().ours).toBeUndefined();
    const was = gated();
    await was.intent('closed');
    was.on.after = ({ operation }, output) => {
      if (operation === 'GetPipeline') return { pipeline: { executionMode: 'PARALLEL' } };
      return operation === 'GetPipelineState' ? { stageStates: [] } : output;
    };
    expect(await was.intent('open')).toEqual(DONE);
    expect(was.last()?.type).toBe('closed');
  });

  it('is never closed at its first stage', async () => {
    const g = gated();
    expect(await g.intent('closed', { stage: 'Source' })).toEqual(DONE);
    expect(g.written()).toEqual([]);
  });
});

it('a late read is not mistaken for an opening by a person', () => {
  const gate = { stage: 'Prod', open: false, reason: 'r', changedBy: WORKER, changedAt: 5, waiting: [] };
  const last: LastAction = { type: 'closed', gate, rules: [] };
  const open = { ...gate, open: true, reason: undefined };
  expect(ownershipOf({ ...open, changedBy: OLGA, changedAt: 4 }, last)).toBe('open');
  expect(ownershipOf({ ...open, changedBy: OLGA, changedAt: 5 }, last)).toBe('reopened');
  // If AWS does not report who opened it or when, it was a person.
  expect(ownershipOf({ ...open, changedBy: undefined, changedAt: 6 }, last)).toBe('reopened');
  expect(ownershipOf(open, last)).toBe('reopened');
});
