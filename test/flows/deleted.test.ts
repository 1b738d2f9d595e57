import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../lab/lab.ts';
import { buttonsIn } from '../../lab/slack/buttons.ts';
import { labUnder, messagesOf, passTo, quiet } from '../kit/lab.ts';
import { CHANNEL } from '../kit/rules.ts';

/** Pipelines that are deleted under their executions. No event tells of it, so Signalbox learns it when it looks. */

const HOUR = 3_600_000;
const GONE = /^(?:<\S+> )*🛑 (?:asked|broken|busy) is no longer listed by CodePipeline/;
let lab: Lab;

beforeAll(async () => {
  lab = await labUnder(`version: 1
people: { release: { slackGroups: [S0RELEASE] } }
routes: [{ scope: all, channel: ${CHANNEL}, mention: [author] }]
approvals: [{ id: one, scope: all, require: [{ count: 1, from: [release] }] }]
commands: [{ allow: [release], do: [retry], scope: all }]
`);
  for (const name of ['asked', 'broken', 'busy']) {
    const stages = [
      { name: 'Source', actions: [{ name: 'Checkout', provider: 'CodeStarSourceConnection', takes: '1s' }] },
      { name: 'Build', actions: [{ name: 'compile', provider: 'CodeBuild', takes: name === 'busy' ? '8h' : '5s' }] },
      { name: 'Prod', actions: [{ name: 'approve', provider: 'Manual' }] },
    ];
    lab.codepipeline.declare({ name, stages });
    if (name === 'broken') lab.codepipeline.outcome(name, 'Build', 'compile', { state: 'Failed', code: 'JobFailed' });
    const commit = { id: 'a'.repeat(40), message: 'Sail at eight', author: 'Mia Sorel', email: 'mia@example.com' };
    lab.codepipeline.push(name, commit, { git: true });
  }
  await quiet(lab);
  expect(messagesOf(lab).map(({ text }) => text.split(' · ')[0])).toEqual(
    expect.arrayContaining([
      expect.stringContaining('⏳ asked waits for approval'),
      expect.stringContaining('❌ broken failed in Build/compile'),
      expect.stringContaining('🔄 busy is running'),
    ]),
  );
  for (const name of ['asked', 'broken', 'busy']) lab.codepipeline.remove(name);
  await passTo(lab, lab.clock.now() + HOUR);
});
afterAll(() => lab?.stop());

const message = (pipeline: string) => messagesOf(lab).find(({ text }) => text.includes(pipeline));

describe.each(['asked', 'busy'])('the message of an execution that was %s', (pipeline) => {
  it('shows that nothing runs or waits any more', () => {
    const { text = '', blocks = [] } = message(pipeline) ?? {};
    expect(text).toMatch(GONE);
    expect(JSON.stringify(blocks)).not.toMatch(/is running|waits for approval|took/);
    expect(buttonsIn(blocks)).toEqual([]);
  });
});

describe.each(['asked', 'broken'])('the people who were called for %s', (pipeline) => {
  it('are told once that it is over, and are not called for it again', () => {
    const replies = (message(pipeline)?.replies ?? []).filter(({ text }) => !text.startsWith('Output of'));
    expect(replies).toHaveLength(2);
    for (const { text, blocks } of replies) {
      expect(text).toMatch(GONE);
      expect(buttonsIn(blocks)).toEqual([]);
    }
  });
});

it('a failure that people were called for stays in the message, without its buttons', () => {
  expect(message('broken')?.text).toContain('❌ broken failed in Build/compile');
  expect(buttonsIn(message('broken')?.blocks ?? [])).toEqual([]);
});
