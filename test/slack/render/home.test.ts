import { expect, it } from 'vitest';
import { home as allowed } from '../../../lab/slack/block-kit.ts';
import type { HomeView } from '../../../lib/core/home/home-view.ts';
import { homeTexts } from '../../../lib/core/home/messages.ts';
import { renderHome, renderHomeOff } from '../../../lib/slack/render/home.ts';

const key = (n: number) => `pipeline#111122223333#ap-southeast-1#${`${n}`.padEnd(100, 'x')}` as const;
const hostile = '<!channel> *bold* <https://evil.example|ok> \u202e';

const view: HomeView = {
  asOf: Date.UTC(2026, 10, 22, 10),
  approvals: Array.from({ length: 12 }, () => ({ headline: hostile, text: hostile.repeat(80), channels: ['C0X'] })),
  moreApprovals: 3,
  pipelines: Array.from({ length: 10 }, (_, n) => ({
    key: key(n),
    name: 'x',
    text: hostile.repeat(20),
    url: 'https://eu-central-1.console.aws.amazon.com/',
    isPinned: true,
    isMuted: n % 2 === 0,
  })),
  morePipelines: 2,
  freezes: Array.from({ length: 40 }, (_, n) => `freeze ${n}: ${hostile}`),
  others: Array.from({ length: 100 }, (_, n) => key(n)),
  note: hostile,
};

it('the Home stays within the limits of Slack, with the longest names and many lines', () => {
  expect(allowed.safeParse(renderHome(view)).error?.issues ?? []).toEqual([]);
  const empty = { asOf: 0, approvals: [], moreApprovals: 0, pipelines: [], morePipelines: 0, freezes: [], others: [] };
  expect(allowed.safeParse(renderHome(empty)).success).toBe(true);
  expect(allowed.safeParse(renderHomeOff()).success).toBe(true);
});

it('the Home shows text from outside as text', () => {
  const shown = JSON.stringify(renderHome(view));
  expect(shown).not.toMatch(/<!channel>|<https:\/\/evil|\u202e/);
  expect(shown).toContain('… and 3 more approvals');
  expect(shown).toContain('… and 2 more pipelines');
  expect(shown).toContain('… and 25 more lines');
});

it('the Home has no approval button', () => {
  const actions = JSON.stringify(renderHome(view)).match(/"action_id":"[^"]+"/g) ?? [];
  expect(new Set(actions)).toEqual(
    new Set(['home-refresh', 'home-mute', 'home-unmute', 'home-unpin', 'home-pin'].map((id) => `"action_id":"${id}"`)),
  );
});

it('the Home does not report "no approvals" while older ones are not shown', () => {
  const empty = { ...view, approvals: [], moreApprovals: 0 };
  expect(JSON.stringify(renderHome(empty))).toContain(homeTexts.noApprovals);
  const shown = JSON.stringify(renderHome({ ...empty, moreApprovals: 3 }));
  expect(shown).toContain(homeTexts.noneOfNewest);
  expect(shown).not.toContain(homeTexts.noApprovals);
  const older = JSON.stringify(renderHome({ ...empty, hasOlder: true }));
  expect([older.includes(homeTexts.noneOfNewest), older.includes(homeTexts.older)]).toEqual([true, true]);
});
