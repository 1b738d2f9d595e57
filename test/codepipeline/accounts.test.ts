import { describe, expect, it } from 'vitest';
import { assertAccount } from '../../lib/codepipeline/assert-account.ts';
import type { SharedState } from '../../lib/core/command/shared-state.ts';
import { ownershipOf } from '../../lib/core/freeze/ownership.ts';
import type { PipelineTransitions } from '../../lib/core/freeze/transitions.ts';
import type { Operate, RefreshStatus } from '../../lib/core/model/effect.ts';
import type { Input } from '../../lib/core/model/input.ts';
import { resultOf } from '../kit/effects.ts';
import { HOME, HUB, hub, intended, LOOKUP, lookup, MONEY, money, pipeline, session } from './spokes.ts';

/** Signalbox calls pipelines of other accounts and Regions only in their own account and Region. */

const at = (account: string, name = 'shop', region = HOME) => ({ account, region, pipeline: name });
const DENIED = `The role arn:aws:iam::${LOOKUP}:role/signalbox-spoke in account ${LOOKUP} does not let Signalbox in: check its trust and external id`;

function seenBy(inputs: Input[]) {
  const seen = inputs.find((input) => input.type === 'seen');
  return seen?.type === 'seen' ? seen.execution : undefined;
}

function describing(account: string, region = HOME) {
  const execution = { ...at(account, 'shop', region), executionId: 'e' };
  return { ...intended, type: 'refreshPipeline' as const, what: 'stages' as const, execution };
}

const longer = { stages: [...pipeline('', '').stages, { name: 'Prod', actions: [{ name: 'Go', provider: 'ECS' }] }] };

describe('a pipeline of another account', () => {
  it('is read in its own account and Region, although ours has one with the same name', async () => {
    const far = { region: 'us-east-1', ...longer };
    const { world, calls, sts } = await hub(
      [pipeline('shop', HUB), pipeline('shop', MONEY, longer), pipeline('shop', HUB, far)],
      [money],
    );
    const stagesOf = async (account: string, region?: string) =>
      seenBy(await world.refreshPipeline(describing(account, region)))?.about.stages;
    expect(await stagesOf(MONEY)).toEqual(['Source', 'Build', 'Prod']);
    expect(await stagesOf(HUB)).toEqual(['Source', 'Build']);
    expect(await stagesOf(HUB, 'us-east-1')).toEqual(['Source', 'Build', 'Prod']);
    expect(sts.entered).toEqual([session(MONEY)]);
    expect(calls.filter(({ what }) => what === 'GetPipeline').map(({ account }) => account)).toEqual([MONEY, HUB, HUB]);
  });

  it('costs one call to STS, for any number of clients and calls', async () => {
    const { world, sts } = await hub([pipeline('shop', MONEY)], [money]);
    const survey = { ...intended, type: 'refreshTransitions' as const, pipeline: at(MONEY), tags: true };
    await Promise.all([
      world.refreshTransitions(survey),
      world.refreshPipeline(describing(MONEY)),
      world.listPipelines(),
    ]);
    await world.transition(closing(MONEY));
    expect(sts.entered).toEqual([session(MONEY)]);
  });

  it('has a closed transition that the ARN of the role marks as ours, and that we open again', async () => {
    const { world, rig } = await hub([pipeline('shop', HUB), pipeline('shop', MONEY)], [money]);
    const closed = gatesIn(await world.transition(closing(MONEY)));
    const [, last] = closed?.ours?.Build ?? [];
    expect(last).toMatchObject({ type: 'closed', gate: { changedBy: session(MONEY), signed: true } });
    const [gate] = closed?.survey?.[1].gates ?? [];
    expect(gate && ownershipOf(gate, last)).toBe('ours');
    const transitions = () => rig.codepipeline.snapshot().map(({ stages }) => stages[1]?.transition.enabled);
    expect(transitions()).toEqual([true, false]);
    await world.transition({ ...closing(MONEY), want: 'open', ours: last });
    expect(transitions()).toEqual([true, true]);
  });
});

function closing(account: string) {
  const rules = { rules: ['weekend'], reopened: 'respect' as const };
  const what = { stage: 'Build', want: 'closed' as const, ...rules };
  return { ...intended, type: 'transition' as const, pipeline: at(account), ...what };
}

function gatesIn(inputs: Input[]): PipelineTransitions | undefined {
  const surveyed = inputs.find((input) => input.type === 'surveyed');
  return surveyed?.type === 'surveyed' ? surveyed.gates : undefined;
}

function operating(account: string, what: Operate['what'] = 'release'): Operate {
  const who = { by: 'ann', user: 'U0ANN', policy: 'p', channels: [], at: 0, id: '1' };
  return { ...intended, ...who, type: 'operate', what, pipeline: at(account), stage: 'Build', execution: 'e' };
}

const execution = (account: string) => ({ ...at(account), executionId: 'e' });
type World = Awaited<ReturnType<typeof hub>>['world'];
const asked: [string, (world: World, account: string) => Promise<Input[]>][] = [
  ['refreshPipeline', (world, account) => world.refreshPipeline(describing(account))],
  [
    'refreshExecution',
    (world, account) =>
      world.refreshExecution({
        ...intended,
        type: 'refreshExecution',
        execution: execution(account),
        attempt: 1,
        newest: 0,
      }),
  ],
  [
    'refreshTransitions',
    (world, account) =>
      world.refreshTransitions({ ...intended, type: 'refreshTransitions', pipeline: at(account), tags: true }),
  ],
  ['transition', (world, account) => world.transition(closing(account))],
];

describe('an account that does not let Signalbox in', () => {
  it.each(asked)(
    'is never called by %s, and the answer explains what to check, without a retry soon',
    async (_, ask) => {
      const { world, calls } = await hub([pipeline('shop', HUB), pipeline('shop', LOOKUP)], [lookup]);
      expect(resultOf(await ask(world, LOOKUP))).toMatchObject({ done: false, lasting: true, why: DENIED });
      expect(calls.map(({ what }) => what)).toEqual([expect.stringMatching('^/sts')]);
    },
  );

  it('refuses a command at once, with the reason', async () => {
    const { world } = await hub([pipeline('shop', LOOKUP)], [lookup]);
    for (const what of ['release', 'stop', 'retry', 'rollback'] as const) {
      const inputs = await world.operate(operating(LOOKUP, what));
      expect(resultOf(inputs)).toMatchObject({ done: true });
      expect(JSON.stringify(inputs)).toContain(DENIED);
    }
  });

  it('does not block Signalbox if STS hangs', async () => {
    const { world, trouble } = await hub([pipeline('shop', MONEY)], [money]);
    trouble.sts = 'hang';
    const result = resultOf(await world.refreshPipeline(describing(MONEY)));
    expect(result).toMatchObject({ done: false, lasting: false });
  });
});

describe('a role that was created again', () => {
  it.each(['UnrecognizedClientException', 'InvalidClientTokenId', 'ExpiredTokenException', 'ExpiredToken'])(
    'is assumed again by the next attempt (%s), and no command is refused meanwhile',
    async (error) => {
      const clock = { now: 0 };
      const { world, sts, trouble, calls, rig } = await hub([pipeline('shop', MONEY)], [money], HUB, () => clock.now);
      const survey = { ...intended, type: 'refreshTransitions' as const, pipeline: at(MONEY), tags: false };
      expect(resultOf(await world.refreshTransitions(survey))).toMatchObject({ done: true });
      clock.now = 60_000;
      trouble.spent = { account: MONEY, error, since: 1 };
      calls.length = 0;
      expect(resultOf(await world.operate(operating(MONEY)))).toMatchObject({ done: false, lasting: false });
      expect(calls.map(({ what }) => what)).toEqual(['GetPipeline']);
      expect(resultOf(await world.operate(operating(MONEY)))).toMatchObject({ done: true });
      expect(resultOf(await world.refreshTransitions(survey))).toMatchObject({ done: true });
      expect(sts.entered).toHaveLength(2);
      expect(rig.codepipeline.snapshot()[0]?.executions).toHaveLength(1);
    },
  );

  it('is not assumed with every call if that does not help', async () => {
    const clock = { now: 0 };
    const { world, sts, trouble } = await hub([pipeline('shop', MONEY)], [money], HUB, () => clock.now);
    const survey = { ...intended, type: 'refreshTransitions' as const, pipeline: at(MONEY), tags: false };
    for (let since = 1; since <= 5; since++) {
      trouble.spent = { account: MONEY, error: 'UnrecognizedClientException', since: sts.entered.length || 1 };
      expect(resultOf(await world.refreshTransitions(survey))).toMatchObject({ done: false });
    }
    expect(sts.entered).toHaveLength(1);
  });
});

describe('an account that the policy does not list', () => {
  it.each(asked)('is never called by %s, and the answer explains how to add it', async (_, ask) => {
    const { world, calls } = await hub([pipeline('shop', HUB), pipeline('shop', MONEY)], []);
    expect(resultOf(await ask(world, MONEY))).toMatchObject({
      done: false,
      lasting: true,
      why: `Account ${MONEY} is not served: add it to "accounts" in the policy, with a role there`,
    });
    expect(calls).toEqual([]);
  });

  it('does not change a pipeline of ours, and keeps its executions, if our account id is unknown', async () => {
    const { world, calls, rig } = await hub([pipeline('shop', HUB)], [], '');
    for (const what of ['release', 'stop', 'retry', 'rollback'] as const) {
      calls.length = 0;
      expect(JSON.stringify(await world.operate(operating(MONEY, what)))).toContain(`belongs to ${MONEY}`);
      expect(calls.map(({ what }) => what)).toEqual(['GetPipeline']);
    }
    expect(rig.codepipeline.snapshot()[0]?.executions).toEqual([]);
    for (const name of ['shop', 'nowhere']) {
      const execution = { ...at(MONEY, name), executionId: '11111111-1111-4111-8111-111111111111' };
      const inputs = await world.refreshExecution({
        ...intended,
        type: 'refreshExecution',
        execution,
        attempt: 1,
        newest: 5,
      });
      expect(seenBy(inputs)).toBeUndefined();
      expect(resultOf(inputs)).toMatchObject({ done: false, lasting: true, why: expect.stringContaining(MONEY) });
    }
  });

  it('is distinguished from ours by the ARN, if it is known, and so is another Region', () => {
    const arn = `arn:aws:codepipeline:${HOME}:${HUB}:shop`;
    expect(() => assertAccount(at(MONEY), arn)).toThrow(`belongs to ${MONEY},`);
    expect(() => assertAccount(at(HUB, 'shop', 'us-east-1'), arn)).toThrow(`belongs to ${HUB} us-east-1,`);
    for (const one of [at(HUB), at(HUB, 'shop', '')]) expect(() => assertAccount(one, arn)).not.toThrow();
    expect(() => assertAccount(at(MONEY), undefined)).not.toThrow();
  });

  it.each(asked.filter(([what]) => what !== 'refreshExecution'))(
    'is not mistaken for ours by %s if our account id is unknown',
    async (_, ask) => {
      const { world, calls } = await hub([pipeline('shop', HUB), pipeline('shop', MONEY)], [], '');
      expect(resultOf(await ask(world, MONEY))).toMatchObject({
        done: false,
        lasting: true,
        why: expect.stringContaining(`belongs to ${MONEY}, which Signalbox cannot read: name it in the policy`),
      });
      expect(calls.map(({ what }) => what)).toEqual(['GetPipeline']);
    },
  );
});

describe('the list of all pipelines of several accounts', () => {
  const there = [
    pipeline('shop', HUB),
    pipeline('far', HUB, { region: 'us-east-1' }),
    pipeline('shop', MONEY),
    pipeline('hidden', LOOKUP),
  ];

  it('has the pipelines of all places, and names the place that could not be read', async () => {
    const { world } = await hub(there, [{ id: HUB, regions: [HOME, 'us-east-1'] }, money, lookup]);
    expect(await world.listPipelines()).toEqual({
      found: [at(HUB), at(HUB, 'far', 'us-east-1'), at(MONEY)],
      unread: [`lookup ${HOME} could not be read (${DENIED})`],
    });
  });

  it('fails if no place can be read', async () => {
    const { world, rig } = await hub(there, [lookup]);
    rig.faults.push({ operation: 'ListPipelines', answer: 'AccessDeniedException', times: 9 });
    await expect(world.listPipelines()).rejects.toThrow('not authorized');
  });
});

function looking(more: Partial<RefreshStatus>): RefreshStatus {
  return {
    ...intended,
    type: 'refreshStatus',
    id: '1',
    pipelines: ['shop'],
    tags: false,
    running: false,
    depth: 'full',
    ...more,
  };
}

function sightIn(inputs: Input[]) {
  const board: SharedState = inputs.flatMap((input) => (input.type === 'ordered' ? [input.board] : []))[0] ?? {};
  const { pipelines = [], more, unread } = board.sights?.['1']?.[1] ?? {};
  return {
    refs: pipelines.map(({ ref }) => ref),
    names: pipelines.map(({ accountName }) => accountName),
    more,
    unread,
  };
}

describe('a status request', () => {
  const there = [
    pipeline('shop', HUB),
    pipeline('shop', MONEY),
    pipeline('shop-east', MONEY, { region: 'us-east-1' }),
    pipeline('bank', MONEY),
  ];
  const wide = { ...money, regions: [HOME, 'us-east-1'] };

  it('searches all accounts and Regions, by name and by pattern', async () => {
    const { world } = await hub(there, [wide]);
    expect(sightIn(await world.refreshStatus(looking({})))).toEqual({
      refs: [at(HUB), at(MONEY)],
      names: [undefined, 'money'],
      more: 0,
      unread: [],
    });
    const { refs } = sightIn(await world.refreshStatus(looking({ pipelines: ['shop*'] })));
    expect(refs).toEqual([at(HUB), at(MONEY), at(MONEY, 'shop-east', 'us-east-1')]);
  });

  it.each([
    [['money'], [at(MONEY)]],
    [[MONEY], [at(MONEY)]],
    [[HUB], [at(HUB)]],
    [[HOME], [at(HUB), at(MONEY)]],
    [['money', HOME], [at(MONEY)]],
    [[MONEY, HOME], [at(MONEY)]],
    [['us-east-1'], []],
    [['nowhere'], []],
  ])('searches only %j, if the user names it', async (where, refs) => {
    const { world } = await hub(there, [wide]);
    expect(sightIn(await world.refreshStatus(looking({ where })))).toMatchObject({ refs, unread: [] });
  });

  it('does not mistake another account for ours if our account id is unknown', async () => {
    const { world } = await hub([pipeline('shop', HUB)], [], '');
    expect(sightIn(await world.refreshStatus(looking({})))).toMatchObject({ refs: [at(HUB)] });
    expect(sightIn(await world.refreshStatus(looking({ where: [HUB] })))).toMatchObject({ refs: [at(HUB)] });
    expect(sightIn(await world.refreshStatus(looking({ where: [MONEY] })))).toMatchObject({ refs: [] });
    expect(sightIn(await world.refreshStatus(looking({ where: [MONEY, HOME] })))).toMatchObject({ refs: [] });
  });

  it('searches the place that a button names, even if the policy does not list it', async () => {
    const { world } = await hub([...there, pipeline('shop', MONEY, { region: 'eu-west-1' })], [wide]);
    const { refs } = sightIn(await world.refreshStatus(looking({ where: [MONEY, 'eu-west-1'] })));
    expect(refs).toEqual([at(MONEY, 'shop', 'eu-west-1')]);
  });

  it('reports what could not be read, and shows the rest', async () => {
    const { world } = await hub(there, [wide, lookup]);
    const unread = [`lookup ${HOME} could not be read (${DENIED})`];
    expect(sightIn(await world.refreshStatus(looking({})))).toMatchObject({ refs: [at(HUB), at(MONEY)], unread });
    expect(sightIn(await world.refreshStatus(looking({ pipelines: ['*'] })))).toMatchObject({ unread });
    expect(sightIn(await world.refreshStatus(looking({ where: ['money'] })))).toMatchObject({
      refs: [at(MONEY)],
      unread: [],
    });
  });

  it('gets an answer at once if no account lets Signalbox in', async () => {
    const { world } = await hub(there, [lookup]);
    const inLookup = sightIn(await world.refreshStatus(looking({ where: ['lookup'] })));
    expect(inLookup).toMatchObject({ refs: [], unread: [`lookup ${HOME} could not be read (${DENIED})`] });
    const { unread } = sightIn(await world.refreshStatus(looking({ where: [MONEY, HOME] })));
    expect(unread).toEqual([expect.stringContaining(`Account ${MONEY} is not served: add it to "accounts"`)]);
  });

  it('shows at most ten names, each with all its places, and counts the other pipelines', async () => {
    const names = Array.from({ length: 12 }, (_, n) => `p${String(n).padStart(2, '0')}`);
    const everywhere = names.flatMap((name) => [pipeline(name, HUB), pipeline(name, MONEY)]);
    const { world } = await hub(everywhere, [money]);
    const { refs, more } = sightIn(await world.refreshStatus(looking({ pipelines: ['p*'] })));
    expect(refs.map((ref) => ref.pipeline)).toEqual(names.slice(0, 10).flatMap((name) => [name, name]));
    expect(more).toBe(4);
  });
});

describe('an SNS approval message of another account', () => {
  const asking = (account: string) =>
    pipeline('shop', account, {
      stages: [
        { name: 'Source', actions: [{ name: 'App', provider: 'CodeStarSourceConnection', takes: '1s' }] },
        {
          name: 'Prod',
          actions: [{ name: 'Ask', provider: 'Manual', configuration: { NotificationArn: 'arn:aws:sns:x:1:t' } }],
        },
      ],
    });
  const message = ({ rig }: Awaited<ReturnType<typeof hub>>) => JSON.parse(rig.notified.at(-1)?.message ?? '{}');

  async function askedIn(account: string, served: Parameters<typeof hub>[1]) {
    const there = await hub([asking(account), pipeline('other', HUB)], served);
    const id = there.rig.start('shop');
    there.rig.wait('2s');
    return { ...there, id };
  }

  it('finds its execution in that account, even if a third account does not let Signalbox in', async () => {
    const there = await askedIn(MONEY, [lookup, money]);
    const found = await there.world.findExecution(message(there));
    expect(found?.key).toBe(`execution#${MONEY}#${HOME}#shop#${there.id}`);
  });

  it('finds no execution if only accounts that do not let Signalbox in could have it', async () => {
    const there = await askedIn(LOOKUP, [lookup]);
    expect(await there.world.findExecution(message(there))).toBeUndefined();
  });

  it('is retried if that account cannot be read just now', async () => {
    const there = await askedIn(MONEY, [money]);
    there.trouble.sts = 'hang';
    await expect(there.world.findExecution(message(there))).rejects.toThrow();
  });
});
