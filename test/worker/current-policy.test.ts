import { expect, it } from 'vitest';
import type { ManualRule } from '../../lib/core/command/shared-state.ts';
import { emptyRow, type Row } from '../../lib/core/model/row.ts';
import { BOARD } from '../../lib/core/model/subject.ts';
import { closed, UNREADABLE } from '../../lib/policy/broken-policy.ts';
import { times } from '../../lib/policy/calendar/time-sources.ts';
import { parsePolicy } from '../../lib/policy/file/parse.ts';
import { rulesOf } from '../../lib/policy/rules.ts';
import { NewerFormat } from '../../lib/store/format.ts';
import { currentRules } from '../../lib/worker/current-policy.ts';

const NOW = Date.UTC(2026, 10, 22, 10);
const subject = { account: '123456789012', region: 'eu-central-1', pipeline: 'shop', executionId: 'e' };
const parsed = parsePolicy(`version: 1
people: { release: { users: [U0ANN] } }
routes: [{ scope: all, channel: C0DEPLOYS }]
commands: [{ allow: [release], do: [freeze], scope: all }]
`);
if (!parsed.ok) throw new Error('The policy of this test is wrong');
const { policy } = parsed;

/** The policy with a shared state of a newer version, and then of this version. */
function office() {
  let now = NOW;
  let row: Row | NewerFormat = new NewerFormat('The row board has format 2.');
  const log: string[] = [];
  const load = async () => {
    if (row instanceof NewerFormat) throw row;
    return row;
  };
  const ofBoard = (board = {}) => rulesOf(policy, 'test', times, board);
  const current = currentRules(
    { load },
    ofBoard,
    () => now,
    (why) => {
      log.push(why);
      return closed(ofBoard(), UNREADABLE);
    },
  );
  return {
    log,
    current,
    readable(board: Row) {
      row = board;
      now += 3_000;
    },
  };
}

it('alerts work but actions stop while the shared state has a newer format', async () => {
  const { current, log } = office();
  const rules = await current();
  expect(rules.route(subject, [{ type: 'failed', key: 'failed@1', stages: ['Build'] }])).toHaveLength(1);
  const freeze = rules.freeze({ ...subject, stage: 'Deploy' }, NOW);
  expect(freeze).toMatchObject({ report: true, decision: { outcome: 'deny' } });
  expect(freeze.decision.because).toBe(
    'Another version of Signalbox stored the freezes and overrides from Slack, and this one cannot read them, so no transition is closed or opened. Deploy that version again.',
  );
  expect(rules.acts({ ...subject, stage: 'Deploy' })).toEqual([]);
  expect(log).toEqual(['The row board has format 2.']);
});

it('the policy applies again as soon as the shared state is readable', async () => {
  const { current, readable } = office();
  await current();
  const ofSlack: ManualRule = {
    type: 'mute',
    by: 'U0ANN',
    reason: '',
    from: NOW,
    until: NOW + 60_000,
    pipelines: ['*'],
  };
  readable({ ...emptyRow(BOARD), version: 1, board: { orders: { quiet: ofSlack } } });
  const rules = await current();
  expect(rules.freeze({ ...subject, stage: 'Deploy' }, NOW).decision.outcome).toBe('allow');
  expect(rules.mutedUntil(subject, NOW)).toBe(NOW + 60_000);
});

it('an error of the store keeps every queue message, because a new freeze must not be missed', async () => {
  const load = async () => {
    throw new Error('The table does not answer');
  };
  const current = currentRules(
    { load },
    () => rulesOf(policy, 'test', times),
    () => NOW,
    () => rulesOf(policy, 'test', times),
  );
  await expect(current()).rejects.toThrow('does not answer');
});

it('the shared state is loaded once for concurrent calls, and again after a failure', async () => {
  const loads: PromiseWithResolvers<Row | undefined>[] = [];
  const load = () => {
    const answer = Promise.withResolvers<Row | undefined>();
    loads.push(answer);
    return answer.promise;
  };
  const current = currentRules(
    { load },
    (board) => rulesOf(policy, 'test', times, board),
    () => NOW,
  );
  const failing = Promise.allSettled([current(), current(), current()]);
  expect(loads).toHaveLength(1);
  loads[0]?.reject(new Error('No answer'));
  expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);

  const asked = [current(), current()];
  expect(loads).toHaveLength(2);
  loads[1]?.resolve(undefined);
  const [first, second] = await Promise.all(asked);
  expect(first).toBe(second);
  expect(await current()).toBe(first);
  expect(loads).toHaveLength(2);
});
