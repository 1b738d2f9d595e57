import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AwsError } from '../../../lab/codepipeline/errors.ts';
import { type Gated, gated, lost } from '../gated.ts';

/** A locked transition opens for an execution of the owner and closes behind it, or stays closed. */

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  return () => vi.unstubAllEnvs();
});

function throttled(): never {
  throw new AwsError('ThrottlingException', 'Rate exceeded');
}

type Mode = 'SUPERSEDED' | 'QUEUED';

/** The transition into Prod is closed by us, and nothing waits. */
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
  it('the execution of the owner enters, and the transition is closed again', async () => {
    const g = await locked(mode);
    const own = g.push();
    g.rig.wait('10s');
    expect(await g.admit(own)).toMatchObject({ done: true });
    expect(g.written()).toEqual(['Enable', 'Disable']);
    expect(stateOf(g)).toEqual({ inside: own, isOpen: false });
    expect(g.last()).toMatchObject({ type: 'closed', gate: { open: false } });
  });

  it('nothing opens while another execution is in the stage', async () => {
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
    ['the answer to the opening is lost', 'EnableStageTransition', lost],
    ['the closing is throttled once', 'DisableStageTransition', undefined],
  ])('it is closed again although %s', async (_, operation, after) => {
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

  it('an opening that is refused leaves it closed', async () => {
    const g = await locked(mode);
    const own = g.push();
    g.rig.wait('10s');
    g.on.before = ({ operation }) => {
      if (operation === 'EnableStageTransition') throw new AwsError('AccessDeniedException', 'No', 400);
    };
    expect(await g.admit(own)).toMatchObject({ done: false });
    expect(stateOf(g)).toMatchObject({ isOpen: false });
  });

  it('a closing that fails is done by the next try', async () => {
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

it('nothing opens for the second in a queue', async () => {
  const g = await locked('QUEUED');
  g.push();
  g.rig.wait('10s');
  const own = g.push();
  g.rig.wait('10s');
  await g.admit(own);
  expect(g.written()).toEqual([]);
});

it('the queue behind the execution of the owner stays out, also another execution of theirs', async () => {
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

it('nothing opens while a newer execution in the stage before may supersede the one that waits', async () => {
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
