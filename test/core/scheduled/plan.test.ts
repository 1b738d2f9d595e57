import { beforeEach, describe, expect, it } from 'vitest';
import type { Command } from '../../../lib/core/command/types.ts';
import { createReleases } from './releases.ts';

/** A scheduled release, from the command to its end, with an AWS that starts executions. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 10, 22, 10);
const DUE = START + 8 * HOUR;

const later = (at: number | undefined = DUE): Command => ({
  type: 'schedule',
  release: { pipeline: 'shop', revision: { type: 'commit', value: 'a'.repeat(40) }, variables: { LEVEL: 'debug' } },
  at,
});
const whenUnfrozen: Command = { type: 'schedule', release: { pipeline: 'shop' } };
const freeze = (until: number): Command => ({ type: 'freeze', pipelines: ['shop'], until, reason: 'audit' });
const plain: Command = { type: 'schedule', release: { pipeline: 'shop' }, at: DUE };

let shop: ReturnType<typeof createReleases>;
beforeEach(() => {
  shop = createReleases(START);
});
const cancel = (user: string, id = 'c1') => shop.sendCommand(user, { type: 'cancel', what: shop.scheduled() }, id);
const decisions = () => [...shop.journal.values()].map(({ what, decision, who }) => `${what} ${decision} ${who}`);

describe('a scheduled release', () => {
  it('is announced when it is scheduled, and starts nothing before its time', async () => {
    await shop.sendCommand('U0ANN', plain, 'r1');
    const id = shop.scheduled();
    expect(id).toMatch(/^release-\w{6}$/);
    expect(shop.whispers).toEqual([
      `U0ANN: Scheduled: release shop on 2026-11-22 18:00 UTC, as ${id}. A freeze at that time holds it, for at most 12 h. Cancel it with /signalbox cancel ${id}.`,
    ]);
    const announcement = `<@U0ANN> scheduled a release of shop on 2026-11-22 18:00 UTC. /signalbox cancel ${id} cancels it.`;
    expect(shop.posts).toEqual([`C0OPS: ${announcement}`, `C0ALL: ${announcement}`]);
    await shop.until(DUE - 1);
    expect(shop.started).toEqual([]);
    expect(decisions()).toEqual(['order schedule ann (U0ANN)']);
  });

  it('starts once at its time, and names its person', async () => {
    await shop.sendCommand('U0ANN', { ...later(), release: { pipeline: 'shop', variables: {} } } as Command, 'r1');
    const id = shop.scheduled();
    await shop.until(DUE + DAY);
    expect(shop.started).toEqual([{ token: id, at: DUE, input: { name: 'shop', clientRequestToken: id } }]);
    const announcement = `Released shop: execution e-${id} started. Scheduled by <@U0ANN> (${id}).`;
    expect(shop.posts.slice(2)).toEqual([`C0OPS: ${announcement}`, `C0ALL: ${announcement}`]);
    expect(decisions()).toEqual(['order schedule ann (U0ANN)', 'order release ann (U0ANN)']);
    expect(shop.notices.map(({ execution, starter }) => [execution.executionId, starter])).toEqual([
      [`e-${id}`, { id, at: DUE, act: 'release', user: 'U0ANN', name: 'ann' }],
    ]);
  });

  it('wakes at its time without the sweep, and reads its pipeline before', async () => {
    await shop.sendCommand('U0ANN', plain, 'r1');
    expect(shop.dueAt()).toBe(DUE - 2 * MINUTE);
    await shop.until(DUE - 2 * MINUTE);
    expect(shop.wakes).toContain(DUE);
    const { reads } = shop;
    await shop.until(DUE);
    expect(shop.started).toHaveLength(1);
    expect(shop.reads).toBe(reads);
  });

  it('is refused at once without the right to release, or for an unknown stage', async () => {
    await shop.sendCommand('U0JO', plain, 'r1');
    const there = { type: 'stage', stage: 'Deplyo' } as const;
    await shop.sendCommand(
      'U0ANN',
      { type: 'schedule', release: { pipeline: 'shop', revision: there }, at: DUE },
      'r2',
    );
    expect(shop.whispers).toEqual([
      expect.stringContaining('Only people in "release" may release'),
      expect.stringContaining('shop has no stage "Deplyo". Did you mean Deploy?'),
    ]);
    expect(shop.board().scheduled).toBeUndefined();
  });

  it('does not start if the person may no longer release by then', async () => {
    await shop.sendCommand('U0ANN', plain, 'r1');
    shop.members = ['U0RAVI'];
    await shop.until(DUE + DAY);
    expect(shop.started).toEqual([]);
    expect(shop.posts.at(-1)).toMatch(
      /^C0ALL: The release of shop, scheduled by <@U0ANN> \(release-\w+\), did not start: Only people in "release" may/,
    );
    expect(decisions()).toContain('refused release ann (U0ANN)');
  });

  it('is held by a freeze at its time, reports this once, and starts at the end of the freeze', async () => {
    await shop.sendCommand('U0ANN', plain, 'r1');
    await shop.until(DUE - 5 * MINUTE);
    await shop.sendCommand('U0RAVI', freeze(DUE + HOUR), 'f1');
    await shop.until(DUE + HOUR - 1);
    expect(shop.started).toEqual([]);
    const held = shop.posts.filter((post) => post.includes(' is held: '));
    expect(held).toEqual([
      expect.stringMatching(
        /^C0OPS: The release of shop, scheduled by <@U0ANN> \(release-\w+\), is held: Frozen by the freeze of .*2026-11-23 06:00 UTC at most/,
      ),
      expect.stringMatching(/^C0ALL: /),
    ]);
    await shop.until(DUE + 4 * HOUR);
    expect(shop.started.map(({ at }) => at - DUE)).toEqual([HOUR]);
    expect(decisions().filter((one) => one.includes('ann'))).toEqual([
      'order schedule ann (U0ANN)',
      'order held ann (U0ANN)',
      'order release ann (U0ANN)',
    ]);
  });

  it('starts soon after a person ends the freeze', async () => {
    await shop.sendCommand('U0ANN', plain, 'r1');
    await shop.until(DUE - 5 * MINUTE);
    await shop.sendCommand('U0RAVI', freeze(DUE + 3 * HOUR), 'f1');
    await shop.until(DUE + 10 * MINUTE);
    await shop.sendCommand('U0RAVI', { type: 'thaw', what: 'shop' }, 't1');
    await shop.until(DUE + 11 * MINUTE);
    expect(shop.started).toHaveLength(1);
  });

  it('is held by a freeze from the last second, even if a worker has older rules', async () => {
    await shop.sendCommand('U0ANN', plain, 'r1');
    await shop.until(DUE - MINUTE);
    shop.keeps = true;
    shop.now = DUE - 1;
    await shop.sendCommand('U0RAVI', freeze(DUE + 3 * HOUR), 'f1');
    await shop.until(DUE + HOUR);
    expect(shop.started).toEqual([]);
  });

  it('expires twelve hours after its time, and never starts after that', async () => {
    await shop.sendCommand('U0ANN', plain, 'r1');
    await shop.until(DUE - 5 * MINUTE);
    await shop.sendCommand('U0RAVI', freeze(DUE + 12.5 * HOUR), 'f1');
    await shop.until(DUE + 10 * MINUTE);
    shop.now = DUE + 12 * HOUR - 10 * MINUTE;
    await shop.until(DUE + 12 * HOUR - 1);
    expect(shop.posts.filter((post) => post.includes('It expired'))).toEqual([]);
    await shop.until(DUE + 12 * HOUR);
    expect(shop.posts.at(-1)).toMatch(
      /^C0ALL: The release of shop, .* did not start: It expired on 2026-11-23 06:00 UTC\.$/,
    );
    expect(decisions()).toContain('refused release ann (U0ANN)');
    await shop.until(DUE + 3 * DAY);
    expect(shop.started).toEqual([]);
  });

  it('waits while the policy file is broken', async () => {
    await shop.sendCommand('U0ANN', plain, 'r1');
    shop.broken = true;
    await shop.until(DUE + HOUR);
    expect([shop.started, shop.posts.slice(2)]).toEqual([[], []]);
    shop.broken = false;
    await shop.until(DUE + HOUR + 10 * MINUTE);
    expect(shop.started).toHaveLength(1);
  });

  it.each(['throttles', 'cannot be read'] as const)('is retried for hours while AWS %s', async (answer) => {
    await shop.sendCommand('U0ANN', plain, 'r1');
    shop.answers = Array.from({ length: 12 }, () => answer);
    await shop.until(DUE + 11 * HOUR);
    expect(shop.started).toHaveLength(1);
    expect(shop.started[0]?.at).toBeGreaterThan(DUE + 10 * MINUTE);
  });

  it('starts only once, even if the answer of AWS is lost', async () => {
    await shop.sendCommand('U0ANN', plain, 'r1');
    shop.answers = ['is lost', 'is lost'];
    await shop.until(DUE + DAY);
    expect(shop.started).toHaveLength(1);
    expect(shop.posts.at(-1)).toContain('Scheduled by <@U0ANN>');
  });

  it('is not started again hours after a lost answer, because AWS may have dropped its token', async () => {
    await shop.sendCommand('U0ANN', plain, 'r1');
    shop.answers = ['is lost'];
    await shop.until(DUE);
    expect(shop.started).toHaveLength(1);
    await shop.sendCommand('U0RAVI', freeze(DUE + 2 * HOUR), 'f1');
    await shop.until(DUE + DAY);
    expect(shop.started).toHaveLength(1);
    expect(shop.posts.filter((post) => post.includes('did not start: AWS did not answer'))).toHaveLength(2);
  });
});

describe('a release at the end of a freeze', () => {
  it('is refused while there is no freeze', async () => {
    await shop.sendCommand('U0ANN', whenUnfrozen, 'r1');
    expect(shop.whispers).toEqual([expect.stringContaining('No freeze holds shop now')]);
  });

  it('starts when no freeze holds any stage, without a message that it is held', async () => {
    await shop.sendCommand('U0RAVI', freeze(START + HOUR), 'f1');
    await shop.sendCommand('U0RAVI', { ...freeze(START + 2 * HOUR), stages: ['Deploy'] } as Command, 'f2');
    await shop.until(START + 10 * MINUTE);
    await shop.sendCommand('U0ANN', whenUnfrozen, 'r1');
    expect(shop.whispers.at(-1)).toContain('Scheduled: release shop when the freeze ends, as release-');
    await shop.until(START + DAY);
    expect(shop.started.map(({ at }) => at - START)).toEqual([2 * HOUR]);
    expect(shop.posts.filter((post) => post.includes('is held'))).toEqual([]);
  });

  it('expires after fourteen days', async () => {
    await shop.sendCommand('U0RAVI', freeze(START + 14 * DAY), 'f1');
    await shop.until(START + 10 * MINUTE);
    await shop.sendCommand('U0ANN', whenUnfrozen, 'r1');
    shop.now = START + 14 * DAY - 5 * MINUTE;
    await shop.sendCommand('U0RAVI', freeze(START + 20 * DAY), 'f2');
    await shop.until(START + 14 * DAY + HOUR);
    expect(shop.posts.filter((post) => post.includes('It expired'))).toHaveLength(2);
    shop.now = START + 20 * DAY;
    await shop.until(START + 20 * DAY + HOUR);
    expect(shop.started).toEqual([]);
  });
});

describe('a cancelled release', () => {
  it.each(['U0ANN', 'U0RAVI'])('does not start, and each channel names %s', async (user) => {
    await shop.sendCommand('U0ANN', plain, 'r1');
    const id = shop.scheduled();
    await cancel(user);
    expect(shop.whispers.at(-1)).toContain(`${user}: Cancelled: the scheduled release of shop (${id}).`);
    expect(shop.posts.slice(-2)).toEqual([
      `C0OPS: <@${user}> cancelled the scheduled release of shop (${id}).`,
      `C0ALL: <@${user}> cancelled the scheduled release of shop (${id}).`,
    ]);
    expect(decisions().at(-1)).toMatch(/^order cancel /);
    await shop.until(DUE + DAY);
    expect(shop.started).toEqual([]);
  });

  it('cannot be cancelled by other people, nor with a wrong id', async () => {
    await shop.sendCommand('U0ANN', plain, 'r1');
    await cancel('U0JO');
    await shop.sendCommand('U0ANN', { type: 'cancel', what: 'release-none' }, 'c2');
    expect(shop.whispers.slice(1)).toEqual([
      expect.stringContaining('U0JO: Only people in "release" may release'),
      expect.stringMatching(
        /There is no scheduled release "release-none"\..* There are: release-\w+: release shop on /,
      ),
    ]);
    await shop.until(DUE);
    expect(shop.started).toHaveLength(1);
  });

  it('is rejected while AWS may be starting it', async () => {
    await shop.sendCommand('U0ANN', plain, 'r1');
    shop.answers = ['is lost'];
    await shop.until(DUE);
    await cancel('U0ANN');
    expect(shop.whispers.at(-1)).toMatch(/is starting now, so it cannot be cancelled/);
  });

  it('does not start while the cancel command is undecided', async () => {
    await shop.sendCommand('U0ANN', plain, 'r1');
    await shop.until(DUE - 1);
    // The people are looked up and the pipeline is read, so only the cancel command can stop it.
    await shop.sendCommand('U0JO', freeze(DUE + HOUR), 'f1');
    const request = { user: 'U0ANN', channel: 'C0OPS', command: { type: 'cancel', what: shop.scheduled() } as const };
    shop.now = DUE;
    await shop.take([{ type: 'ordered', board: { asked: { c1: [DUE, request] } } }]);
    expect(shop.started).toEqual([]);
    await shop.until(DUE + HOUR);
    expect(shop.started).toEqual([]);
    expect(shop.posts.at(-1)).toContain('cancelled');
  });
});

describe('windows', () => {
  const windows = async (id: string) => {
    await shop.sendCommand('U0JO', { type: 'windows', pipelines: ['*'] }, id);
    return shop.whispers.at(-1);
  };

  it('shows a scheduled release with its time, its person and its state', async () => {
    await shop.sendCommand('U0ANN', later(), 'r1');
    const id = shop.scheduled();
    const what = `${id}: release shop at aaaaaaaa with LEVEL=debug`;
    expect(await windows('w1')).toContain(`${what} on 2026-11-22 18:00 UTC, by ann (U0ANN)`);
    await shop.until(DUE - 5 * MINUTE);
    await shop.sendCommand('U0RAVI', freeze(DUE + 2 * HOUR), 'f1');
    await shop.until(DUE + 10 * MINUTE);
    expect(await windows('w2')).toContain(
      `${what} was due on 2026-11-22 18:00 UTC and waits until 2026-11-23 06:00 UTC at most`,
    );
    await cancel('U0ANN');
    expect(await windows('w3')).not.toContain(id);
  });

  it('counts a scheduled release of another pipeline without its details', async () => {
    await shop.sendCommand('U0ANN', plain, 'r1');
    await shop.sendCommand('U0JO', { type: 'windows', pipelines: ['shop'] }, 'w1');
    expect(shop.whispers.at(-1)).toContain(shop.scheduled());
    await shop.sendCommand('U0JO', { type: 'windows', pipelines: ['desk'] }, 'w2');
    expect(shop.whispers.at(-1)).toMatch(/^U0JO: There is no freeze, .* for desk\.\n1 more for other pipelines/);
  });
});
