import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AwsError } from '../../../lab/codepipeline/errors.ts';
import { type Gated, gated, lost } from '../gated.ts';

/** A locked transition opens for an execution of the owner and then closes again, or it stays closed. */

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  return () => vi.unstubAllEnvs();
});

function throttled(): never {
  throw new AwsError('ThrottlingException', 'Rate exceeded');
}

type Mode = 'SUPERSEDED' | 'QUEUED';

/** Signalbox closed the transition into Prod, and nothing waits. */
async function locked(mode: Mode) {
  const g = gated(mode);
  await g.intent('closed');
  g.calls.splice(0);
  let n = 0;
  return Object.assign(g, {
    mode,
    push: () =>
      g.rig.codepipeline.push('shop', { id: String(++n).padStart(40, 'a'), message: 'Change', author: 'Ann' }),
    admit: (...ids: string[]) => g.intent('closed', { admit: ids, known: { mode } }),
  });
}

function stateOf(g: Gated, stage = 'Prod') {
  const { stageStates = [] } = g.rig.call('GetPipelineState', { name: 'shop' });
  const state = stageStates.find(({ stageName }) => stageName === stage);
  return { inside: state?.latestExecution?.pipelineExecutionId, isOpen: state?.inboundTransitionState?.enabled };
}

describe.each(['SUPERSEDED', 'QUEUED'] as const)('in %s mode', (mode) => {
  it('the execution of the owner enters, and the transition closes again', async () => {
    const g = await locked(mode);
    const own = g.push();
    g.rig.wait('10s');
    expect(await g.admit(own)).toMatchObject({ done: true });
    expect(g.written()).toEqual(['Enable', 'Disable']);
    expect(stateOf(g)).toEqual({ inside: own, isOpen: false });
    expect(g.last()).toMatchObject({ type: 'closed', gate: { open: false } });
  });

  it('the transition stays closed while another execution is in the stage', async () => {
    const g = await locked(mode);
    g.rig.codepipeline.outcome('shop', 'Prod', 'Do', { state: 'Succeeded', takes: '1h' });
    const other = g.push();
    g.rig.wait('10s');
    await g.admit(other);
    const own = g.push();
    g.rig.wait('10s');
    expect(stateOf(g).inside).toBe(other);
    g.written();
    await g.admit(own);
    expect(g.written()).toEqual([]);
  });

  it.each([
    ['the answer to the open call is lost', 'EnableStageTransition', lost],
    ['AWS throttles the close call once', 'DisableStageTransition', undefined],
  ])('the transition closes again although %s', async (_, operation, after) => {
    const g = await locked(mode);
    const own = g.push();
    g.rig.wait('10s');
    let isFirst = true;
    const once = (here: string, act: () => unknown) => {
      if (here !== operation || !isFirst) return;
      isFirst = false;
      act();
    };
    g.on.after = (wire, output) => {
      if (after) once(wire.operation, after);
      return output;
    };
    g.on.before = ({ operation: here }) => {
      if (!after) once(here, throttled);
    };
    await g.admit(own);
    expect(isFirst).toBe(false);
    expect(stateOf(g)).toEqual({ inside: own, isOpen: false });
  });

  it('the transition stays closed if AWS refuses to open it', async () => {
    const g = await locked(mode);
    const own = g.push();
    g.rig.wait('10s');
    g.on.before = ({ operation }) => {
      if (operation === 'EnableStageTransition') throw new AwsError('AccessDeniedException', 'No', 400);
    };
    expect(await g.admit(own)).toMatchObject({ done: false });
    expect(stateOf(g)).toMatchObject({ isOpen: false });
  });

  it('the next attempt closes the transition if the first one failed', async () => {
    const g = await locked(mode);
    const own = g.push();
    g.rig.wait('10s');
    g.on.before = ({ operation }) => {
      if (operation === 'DisableStageTransition') throw new AwsError('ThrottlingException', 'Rate exceeded');
    };
    expect(await g.admit(own)).toMatchObject({ done: false });
    g.on.before = undefined as never;
    await g.admit(own);
    expect(stateOf(g)).toEqual({ inside: own, isOpen: false });
    expect(g.found()).toBeUndefined();
  });

  it('a transition that a person closed stays closed', async () => {
    const g = await locked(mode);
    const own = g.push();
    g.rig.wait('10s');
    g.person('open');
    g.rig.wait('1ms');
    g.person('close');
    g.written();
    await g.admit(own);
    expect(g.written()).toEqual([]);
  });
});

it('the transition stays closed for the second execution in a queue', async () => {
  const g = await locked('QUEUED');
  g.push();
  g.rig.wait('10s');
  const own = g.push();
  g.rig.wait('10s');
  await g.admit(own);
  expect(g.written()).toEqual([]);
});

it('the queue behind the execution of the owner stays out, also another execution of the owner', async () => {
  const g = await locked('QUEUED');
  const [first, other, second] = [g.push(), g.push(), g.push()];
  g.rig.wait('20s');
  await g.admit(first, second);
  expect(stateOf(g)).toEqual({ inside: first, isOpen: false });
  g.rig.wait('20s');
  await g.admit(second);
  expect(stateOf(g).inside).toBe(first);
  expect(other).not.toBe(first);
});

it('the transition stays closed while a newer execution in the previous stage may supersede the waiting one', async () => {
  const g = await locked('SUPERSEDED');
  const own = g.push();
  g.rig.wait('10s');
  const other = g.push();
  while (stateOf(g, 'Test').inside !== other) g.rig.wait('100ms');
  g.written();
  await g.admit(own);
  expect(g.written()).toEqual([]);
  await g.admit(own, other);
  expect(g.written()).toEqual(['Enable', 'Disable']);
});
