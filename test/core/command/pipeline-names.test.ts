import { describe, expect, it } from 'vitest';
import { planCommands } from '../../../lib/core/command/plan.ts';
import type {
  CommandRequest,
  PipelineSnapshot,
  SharedState,
  StatusSnapshot,
} from '../../../lib/core/command/shared-state.ts';
import type { Command } from '../../../lib/core/command/types.ts';
import { rules } from '../../kit/rules.ts';

/** Commands about pipelines with the same name in several accounts and Regions. */

const policy = rules(`
version: 1
people: { release: { users: [U0ANN] } }
scopes: { all-of-money: { accounts: ["210987654321"] } }
routes: [{ scope: all, channel: C0ALL }]
commands: [{ allow: [release], do: [retry, release, stop, rollback], scope: all }]
`);

const frozen = rules(`
version: 1
routes: [{ scope: all, channel: C0ALL }]
freezes: [{ id: f, kind: deny, scope: all, tz: UTC, once: { from: 1969-01-01T00:00, until: 2069-01-01T00:00 } }]
`);

const UNREAD = 'lookup eu-central-1 could not be read (The role does not let Signalbox in)';

function pipeline(
  account: string,
  more: { region?: string; accountName?: string; status?: string } = {},
): PipelineSnapshot {
  const { region = 'eu-central-1', accountName, status = 'Failed' } = more;
  const stages = [
    { name: 'Source', status: 'Succeeded', waiting: 0 },
    { name: 'Build', status, executionId: 'e1', waiting: 0 },
  ];
  return { ref: { account, region, pipeline: 'shop' }, accountName, stages, running: [] };
}
const hub = pipeline('123456789012');
const money = pipeline('210987654321', { accountName: 'money' });

function planned(command: Command, seen?: Partial<StatusSnapshot>, rules = policy) {
  const request: CommandRequest = { user: 'U0ANN', name: 'ann', channel: 'C0OPS', command };
  const sight: StatusSnapshot = { pipelines: [], more: 0, ...seen };
  const state: SharedState = { asked: { p: [1, request] }, ...(seen ? { sights: { p: [1, sight] } } : {}) };
  const [first] = planCommands({ id: 'p', at: 1, request, state, rules, outbox: {}, now: 2 });
  return first?.effect;
}
const retry = (more: object = {}): Command => ({ type: 'retry', pipeline: 'shop', ...more });
const answerTo = (command: Command, seen: Partial<StatusSnapshot>, under = policy) => {
  const effect = planned(command, seen, under);
  return effect?.type === 'applyCommand' ? `${effect.result.type}: ${effect.result.because}` : effect?.type;
};

describe('a command about one pipeline', () => {
  it('looks only in the place that it names', () => {
    expect(planned(retry())).toMatchObject({ type: 'refreshStatus', pipelines: ['shop'], where: undefined });
    expect(planned(retry({ where: ['money'] }))).toMatchObject({ type: 'refreshStatus', where: ['money'] });
    expect(planned({ type: 'why', pipeline: 'shop', where: ['money'] })).toMatchObject({ where: ['money'] });
  });

  it('acts on the only match', () => {
    expect(planned(retry(), { pipelines: [money], unread: [] })).toMatchObject({
      type: 'operate',
      pipeline: money.ref,
    });
  });

  it.each(['retry', 'release', 'stop', 'rollback'] as const)(
    'does not %s if several match, and suggests an exact command',
    (type) => {
      expect(answerTo({ ...retry(), type, stage: 'Build' } as Command, { pipelines: [hub, money] })).toBe(
        `refused: Several pipelines have this name: 123456789012/shop, money/shop. Name one, as in /signalbox ${type} 123456789012/shop.`,
      );
    },
  );

  it('names the Region too if one account has several', () => {
    const east = pipeline('210987654321', { accountName: 'money', region: 'us-east-1' });
    expect(answerTo(retry(), { pipelines: [money, east] })).toContain('eu-central-1/shop, us-east-1/shop. Name one');
    expect(answerTo(retry(), { pipelines: [hub, money, east] })).toContain(
      '123456789012/shop, money/eu-central-1/shop, money/us-east-1/shop',
    );
  });

  it('does nothing while another place could not be read, and suggests an exact command', () => {
    expect(answerTo(retry(), { pipelines: [money], unread: [UNREAD] })).toBe(
      `refused: ${UNREAD}. It may have another pipeline of this name. Name one, as in /signalbox retry money/eu-central-1/shop.`,
    );
  });

  it('reports if there is no match, and which place could not be read', () => {
    expect(answerTo(retry(), {})).toBe(
      'refused: There is no pipeline "shop" in the accounts and Regions that Signalbox serves.',
    );
    expect(answerTo(retry({ where: ['money'] }), { unread: [UNREAD] })).toBe(
      `refused: Signalbox sees no pipeline "shop" in money. ${UNREAD}.`,
    );
  });
});

describe('a question', () => {
  const status: Command = { type: 'status', pipelines: ['shop'] };

  it('about one place is answered with the plain name of a pipeline', () => {
    expect(answerTo(status, { pipelines: [money] })).toMatch(/^answered: shop: Source succeeded/);
  });

  it('about several places is answered with the names for commands, and the unread places', () => {
    const lines = answerTo(status, { pipelines: [hub, money], unread: [UNREAD] })?.split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^answered: 123456789012\/shop: Source/),
      expect.stringMatching(/^money\/shop: Source/),
      `${UNREAD}.`,
    ]);
    expect(
      answerTo({ type: 'why', pipeline: 'shop', stage: 'Build' }, { pipelines: [hub, money] })?.split('\n'),
    ).toEqual([expect.stringMatching(/^answered: 123456789012\/shop: /), expect.stringMatching(/^money\/shop: /)]);
  });

  it('about a pipeline in PARALLEL mode is answered with the note that no freeze holds it', () => {
    const parallel = { ...money, mode: 'PARALLEL', stages: [] };
    const why = (under = policy) =>
      answerTo({ type: 'why', pipeline: 'shop', stage: 'Deploy' }, { pipelines: [parallel] }, under);
    expect(why()).toBe('answered: No freeze covers Deploy of shop.');
    expect(why(frozen)).toBe(
      'answered: Frozen by "f" until Tue 1 Jan 2069 00:00 UTC. It does not hold executions in PARALLEL mode: CodePipeline has no transitions there.',
    );
  });

  it('about windows or a missing pipeline is answered with the unread places too', () => {
    expect(answerTo({ type: 'windows', pipelines: ['*'] }, { unread: [UNREAD] })).toContain(`\n${UNREAD}.`);
    expect(answerTo(status, { unread: [UNREAD] })).toContain(UNREAD);
  });
});
