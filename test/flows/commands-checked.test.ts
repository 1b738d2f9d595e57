import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../lab/lab.ts';
import { marks } from '../../lib/core/execution/headline.ts';
import { labUnder, START, until as untilIn } from '../kit/lab.ts';
import { CHANNEL } from '../kit/rules.ts';

/** The targets of a command are checked against the existing pipelines: Signalbox confirms only what it did. */

const POLICY = `
version: 1
scopes:
  production: { pipelines: ["*-prod"] }
people:
  release: { slackGroups: [S0RELEASE] }
routes: [{ scope: all, channel: ${CHANNEL} }]
freezes:
  - id: xmas
    kind: deny
    scope: production
    tz: UTC
    once: { from: "2020-01-01T00:00", until: "2099-01-01T00:00" }
    override: { allow: [release], maxFor: 2h }
  - { id: later, kind: deny, scope: all, tz: UTC, once: { from: "2098-01-01T00:00", until: "2099-01-01T00:00" } }
commands:
  - { allow: [release], do: [freeze, thaw, override, mute, retry, release, stop, rollback], scope: all }
`;

let lab: Lab;

beforeAll(async () => {
  lab = await labUnder(POLICY);
  for (const name of ['shop-prod', 'docs', 'desk']) lab.codepipeline.declare(pipeline(name));
  lab.codepipeline.declare({ ...pipeline('batch'), mode: 'PARALLEL' });
});
afterAll(() => lab?.stop());

function pipeline(name: string) {
  return {
    name,
    stages: [
      { name: 'Source', actions: [{ name: 'Checkout', provider: 'CodeStarSourceConnection' }] },
      { name: 'Build', actions: [{ name: 'compile', provider: 'CodeBuild' }] },
      { name: 'Deploy', actions: [{ name: 'roll-out', provider: 'CodeDeploy' }] },
    ],
  };
}

const messages = () => lab.slack.snapshot().channels.find(({ id }) => id === CHANNEL)?.messages ?? [];
const announced = () => messages().flatMap(({ onlyFor, text }) => (onlyFor === undefined ? [text] : []));

/** The answer of the worker to a command, after the immediate answer of the endpoint. */
async function answer(text: string, user = 'U0ANN'): Promise<string> {
  const before = messages().length;
  expect(await lab.slack.command({ user, channel: CHANNEL, text })).toEqual({ ok: true });
  const mine = () =>
    messages()
      .slice(before)
      .filter((message) => message.onlyFor === user);
  const found = await lab.until(() => mine()[1]?.text);
  if (found === undefined) throw new Error(`${text} was answered only with: ${mine()[0]?.text}`);
  return found;
}

function closed(name: string): string[] {
  const { stageStates } = lab.codepipeline.call('GetPipelineState', { name }, 'arn:x') as {
    stageStates: { stageName: string; inboundTransitionState?: { enabled: boolean } }[];
  };
  return stageStates.flatMap((one) => (one.inboundTransitionState?.enabled === false ? [one.stageName] : []));
}
const until = (what: () => boolean, description: string) => untilIn(lab, what, description);

describe('a command that matches nothing', () => {
  it.each([
    [
      'freeze shop-prdo for 2h because typo',
      /^Nothing was frozen\. No pipeline has the name "shop-prdo" now\. Did you mean shop-prod\?/,
    ],
    ['freeze docs, shop-prdo for 2h because typo', /^Nothing was frozen\. No pipeline has the name "shop-prdo"/],
    [
      'freeze shp-* for 2h because typo',
      /^Nothing was frozen\. No pipeline matches "shp-\*" now\. Did you mean shop-prod\?/,
    ],
    [
      'freeze docs stage Deplyo for 1h because typo',
      /^Nothing was frozen\. No stage has the name "Deplyo" now\. Did you mean Deploy\?/,
    ],
    ['freeze docs stage Source for 1h because first', /^Nothing was frozen\. "Source" is a first stage/],
    [
      'mute shop-prdo for 1h',
      /^Nothing was muted\. No pipeline has the name "shop-prdo" now\. Did you mean shop-prod\?/,
    ],
    [
      'override xmas on shop-prdo for 1h because typo',
      /^Nothing was overridden\. No pipeline has the name "shop-prdo"/,
    ],
    ['override xmass on shop-prod for 1h because typo', /^There is no freeze "xmass"\. Did you mean xmas\?/],
    [
      'override xmas on shop-prod stage Deplyo for 1h because typo',
      /^Nothing was overridden\. No stage has the name "Deplyo"/,
    ],
    ['override xmas on docs for 1h because not frozen', /^Nothing was overridden\. xmas does not cover docs\./],
    ['unfreeze nosuch-*', /^Nothing was ended\. There is no freeze for exactly "nosuch-\*"\./],
    ['status nosuch', /^There is no pipeline "nosuch"/],
    ['status Docs', /Did you mean docs\?/],
    ['windows shop-prdo', /^There is no pipeline "shop-prdo".*Did you mean shop-prod\?/],
    ['why shop-prdo', /^There is no pipeline "shop-prdo".*Did you mean shop-prod\?/],
    ['retry shop-prdo', /^There is no pipeline "shop-prdo".*Did you mean shop-prod\?/],
    ['rollback docs Deplyo', /^docs has no stage "Deplyo"\. Did you mean Deploy\?/],
  ])('is refused, and suggests the nearest name: %s', async (text, why) => {
    expect(await answer(text)).toMatch(why);
  });

  it('changes and announces nothing', () => {
    expect(['docs', 'desk'].flatMap(closed)).toEqual([]);
    expect(announced().join()).not.toMatch(/<@U0ANN> (froze|muted|overrides)/);
  });

  it('is accepted with "anyway", for future pipelines', async () => {
    expect(await answer('freeze new-* for 2h anyway because moving')).toMatch(
      /^Frozen: new-\* .*No pipeline matches now\./,
    );
    lab.codepipeline.declare(pipeline('new-shop'));
    await until(() => closed('new-shop').length === 2, 'the new pipeline is closed');
    expect(await answer('unfreeze new-*')).toContain('2 transitions in 1 pipeline are open.');
  });
});

describe('a command for all pipelines', () => {
  it('closes every pipeline, and reports the number of transitions and the pipelines that it does not hold', async () => {
    const text = await answer('freeze all for 2h because database is burning');
    expect(text).toMatch(/^Frozen: all pipelines until /);
    expect(text).toContain('8 transitions in 4 pipelines are closed. Not held: batch.');
    expect(['shop-prod', 'docs', 'desk', 'new-shop'].map((name) => closed(name).length)).toEqual([2, 2, 2, 2]);
    await until(
      () => announced().some((one) => one.includes('8 transitions in 4 pipelines are closed. Not held: batch')),
      'announced',
    );
  });

  it('is listed by windows, and ends with one command', async () => {
    expect(await answer('windows all')).toMatch(/^freeze-\w+: all pipelines until /m);
    const text = await answer('unfreeze all');
    expect(text).toMatch(/^Ended: freeze-\w+ for all pipelines\./);
    expect(text).toContain('6 of 8 transitions in 4 pipelines are open. 2 transitions stay closed: ');
    expect(closed('docs')).toEqual([]);
    expect(closed('shop-prod')).toHaveLength(2);
  });

  it('overrides all freezes of the policy, on all pipelines', async () => {
    expect(await answer('override all on all for 1h because hotfix')).toMatch(
      /^Overridden: all pipelines, xmas until /,
    );
    expect(closed('shop-prod')).toEqual([]);
  });
});

describe('the end of a command', () => {
  it('is in the time zone of the person, and the same minute in the answer, the list, the console and the announcement', async () => {
    // Ann is in Berlin, one hour ahead of UTC in November.
    const text = await answer('freeze desk until tomorrow 9am because audit');
    const end = Date.parse('2026-11-24T08:00:00Z');
    expect(START).toBeLessThan(end);
    const shown = `<!date^${end / 1000}^{date_short_pretty} {time}|2026-11-24 08:00 UTC>`;
    expect(text).toContain(`Frozen: desk until ${shown}`);
    expect(await answer('windows desk')).toContain(`desk until ${shown}`);
    expect(announced().at(-1)).toContain(`<@U0ANN> froze desk until ${shown}: audit`);
    const { stageStates } = lab.codepipeline.call('GetPipelineState', { name: 'desk' }, 'arn:x') as {
      stageStates: { inboundTransitionState?: { disabledReason?: string } }[];
    };
    expect(stageStates.at(-1)?.inboundTransitionState?.disabledReason).toContain('until 2026-11-24 08.00 UTC');
  });

  it('is rounded up to the minute for a duration, and is the same in each text', async () => {
    const text = await answer('freeze docs for 2h because audit');
    const [, end = ''] = /<!date\^(\d+)\^/.exec(text) ?? [];
    expect(Number(end) % 60).toBe(0);
    expect(await answer('windows docs')).toContain(`<!date^${end}^`);
    const console = new Date(Number(end) * 1000).toISOString().slice(0, 16).replace('T', ' ').replace(':', '.');
    expect(await answer('why docs Deploy')).toContain(`until ${console} UTC`);
  });
});

describe('a query', () => {
  it('for the windows of one pipeline leaves out the others, and shows their number', async () => {
    const docs = await answer('windows docs');
    expect(docs).toMatch(/^freeze-\w+: docs until /m);
    expect(docs).toMatch(/^"later" starts /m);
    expect(docs).not.toMatch(/^"xmas"|desk/m);
    expect(docs).toContain('2 more for other pipelines: /signalbox windows');
    const all = await answer('windows');
    for (const one of [
      /^"xmas" is overridden by ann\.weber until /m,
      /^"later" starts /m,
      /docs until/,
      /desk until/,
      /^override-\w+: all pipelines/m,
    ])
      expect(all).toMatch(one);
  });

  it('for all pipelines starts with those that need attention, and counts all', async () => {
    for (let at = 0; at < 30; at++) lab.codepipeline.declare(pipeline(`many-${at}`));
    lab.codepipeline.outcome('many-7', 'Build', 'compile', {
      state: 'Failed',
      code: 'JobFailed',
      summary: 'exit 1',
    } as never);
    const author = { author: 'Mia Sorel', email: 'mia@example.com' };
    lab.codepipeline.push('many-7', { id: 'c0ffee', message: 'Round up', ...author }, { git: true });
    lab.codepipeline.push('docs', { id: 'c0ffef', message: 'Typo', ...author });
    await until(() => messages().some(({ text }) => text.includes('many-7 failed in Build')), 'failed');
    const text = await answer('status');
    const lines = text.split('\n');
    expect(lines[0]).toMatch(/^35 pipelines: 1 failed, 1 held, .*33 never ran\.$/);
    const name = (line = '') => line.replace(/<https:\S+?\|([^>]+)>/, '$1').replace(/<!date[^>]+>/, 'DATE');
    expect(lines[1]).toMatch(/<https:\/\/\S+\/pipelines\/many-7\/executions\/\S+\|many-7>/);
    expect(name(lines[1])).toMatch(
      new RegExp(`^${marks.bad} many-7: .*Build failed .* · since DATE \\(\\d+ \\w+\\) · Mia Sorel: Round up$`),
    );
    expect(name(lines[2])).toMatch(
      new RegExp(`^${marks.waiting} docs \\(1 running\\): Source succeeded → .*1 waiting`),
    );
    expect(lines).toHaveLength(3);
  });
});
