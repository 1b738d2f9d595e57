import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WrittenPipeline } from '../../../lab/codepipeline/declare.ts';
import type { Lab } from '../../../lab/lab.ts';
import { labUnder, messagesOf, passTo, quiet, until } from '../../kit/lab.ts';
import { CHANNEL } from '../../kit/rules.ts';

/** A freeze names its stages. A stage that is renamed while the freeze holds it is held no more, and people must know. */

const MINUTE = 60_000;
let lab: Lab;

beforeAll(async () => {
  lab = await labUnder(`version: 1
scopes: { production: { stages: [Prod] } }
routes: [{ scope: all, channel: ${CHANNEL} }]
freezes: [{ id: audit, kind: deny, scope: production, tz: UTC, once: { from: 2020-01-01T00:00, until: 2090-01-01T00:00 } }]
`);
});
afterAll(() => lab?.stop());

function stages(last: string): WrittenPipeline['stages'] {
  return [
    { name: 'Source', actions: [{ name: 'Checkout', provider: 'CodeStarSourceConnection', takes: '1s' }] },
    { name: last, actions: [{ name: 'roll-out', provider: 'CodeDeploy', takes: '2s' }] },
  ];
}

const isOpen = (pipeline: string) =>
  lab.codepipeline.snapshot().find(({ name }) => name === pipeline)?.stages[1]?.transition.enabled;
const announced = () => messagesOf(lab).flatMap(({ text }) => (text.includes('any more') ? [text] : []));

it('a renamed stage is announced once, and so is none of a pipeline that was edited otherwise or deleted', async () => {
  for (const name of ['edited', 'deleted', 'renamed']) {
    lab.codepipeline.declare({ name, stages: stages('Prod') });
    lab.codepipeline.push(name, { id: 'a'.repeat(40), message: 'Sail at eight', author: 'Mia Sorel' }, { git: true });
    await until(lab, () => isOpen(name) === false, `the freeze holds ${name}`);
  }
  // Signalbox reads its change back, and records it.
  await quiet(lab);
  lab.codepipeline.update('edited', stages('Prod'));
  lab.codepipeline.remove('deleted');
  lab.codepipeline.update('renamed', stages('Production'));
  await until(lab, () => announced().length > 0);
  // Several more readings: one every five minutes while a freeze is on.
  await passTo(lab, lab.clock.now() + 30 * MINUTE);
  expect(announced()).toEqual([
    'renamed has no stage Prod any more, so nothing is held there. It was: Frozen by "audit" until Sun 1 Jan 2090 00:00 UTC. If it was renamed, freeze its new name.',
  ]);
  expect([isOpen('edited'), isOpen('renamed')]).toEqual([false, true]);
});
