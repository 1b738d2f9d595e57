import { afterAll, beforeAll, expect, test } from 'vitest';
import { APPROVALS } from '../../lab/aws/stand-ins.ts';
import { milliseconds, readPipeline } from '../../lab/codepipeline/declare.ts';
import type { Lab } from '../../lab/lab.ts';
import { readRecording } from '../../lab/providers/recording.ts';
import type { Step } from '../../lab/scenario.ts';
import { messagesOf, quiet, testLab } from '../kit/lab.ts';

/** Recordings that play in parallel in the whole lab, and characters beyond U+FFFF in every input. */

const ROCKET = '\u{1F680}';
let lab: Lab;

beforeAll(async () => {
  lab = await testLab({ limits: 'none' });
  const failing = ['codebuild.tests-failed', 'codebuild.image', 'codebuild.buildspec', 'ecs.exit-code', 'ecs.no-room'];
  const names = [
    ...failing,
    'cloudformation.nested',
    'cloudformation.hook',
    'cloudformation.create-failed',
    'ec2.script-failed',
    'eks.image-pull',
    'lambda.timed-out',
  ];
  await lab.begin({
    name: 'recorded',
    title: 'Recordings of things with the same names, all at once',
    pipelines: [...names.map(pipelineOf), readPipeline(approved)],
    delivery: [],
    steps: [
      ...names.map((name) => at('0s', { ...step(name), type: 'recorded', recording: recordingOf(name), trouble: [] })),
      ...names.map((name) =>
        at('1s', { type: 'commit', pipeline: name, as: name, git: false, commit: { message: name, author: 'Mia' } }),
      ),
      at('0s', {
        type: 'commit',
        pipeline: 'rocket',
        as: 'rocket',
        git: true,
        commit: { message: `Fly ${ROCKET}`, author: `Mia ${ROCKET}`, email: 'mia@example.com' },
      }),
      at('20s', {
        type: 'press',
        as: 'U0ANN',
        pipeline: 'rocket',
        execution: 'rocket',
        button: 'Approve with comment',
        comment: `Go ${ROCKET}`,
      }),
    ],
  });
  await quiet(lab);
});
afterAll(() => lab.stop());

const at = (when: string, what: Step) => ({ at: milliseconds(when), step: what });
const step = (pipeline: string) => ({ pipeline, stage: 'Step', action: 'run' });
const recordingOf = (name: string) => readRecording(`events/providers/${name}.json`);
const source = { name: 'Source', actions: [{ name: 'Checkout', provider: 'CodeStarSourceConnection', takes: '1s' }] };

function pipelineOf(name: string) {
  const { provider, action } = recordingOf(name);
  const run = { name: 'run', provider, takes: '5s', ...(action.category ? { category: action.category } : {}) };
  return readPipeline({ name, stages: [source, { name: 'Step', actions: [run] }] });
}

const NotificationArn = `arn:aws:sns:eu-central-1:000000000000:${APPROVALS}`;
const asks = { CustomData: `Ready ${ROCKET}?`, NotificationArn };
const approved = {
  name: 'rocket',
  stages: [source, { name: 'Ask', actions: [{ name: 'Lead', provider: 'Manual', configuration: asks }] }],
};

test('each pipeline shows the reason from its recording', () => {
  const shown = new Map(
    messagesOf(lab).map(({ text, blocks }) => [/(?:❌|✅) (\S+)/.exec(text)?.[1], `${text} ${JSON.stringify(blocks)}`]),
  );
  const textOf = (name: string) => shown.get(name);
  expect(textOf('codebuild.tests-failed')).toContain('3 of 120 tests failed');
  expect(textOf('codebuild.image')).toContain('image');
  expect(textOf('codebuild.buildspec')).toContain('YAML');
  expect(textOf('ecs.exit-code')).toContain('exit');
  expect(textOf('ecs.no-room')).toContain('memory');
  expect(textOf('cloudformation.nested')).toContain('HelloApiHelloGetAuthorizer');
  expect(textOf('cloudformation.hook')).toContain('hook');
  expect(textOf('cloudformation.create-failed')).toContain('Database');
  expect(textOf('ec2.script-failed')).toContain('PostScript failed on i-0abc123 (1 of 3 targets)');
  expect(textOf('eks.image-pull')).toContain('ImagePullBackOff');
  expect(textOf('lambda.timed-out')).toContain('Task timed out after 3.00 seconds');
});

test('a rocket in a commit, a question and a comment is kept everywhere', () => {
  const [rocket] = messagesOf(lab).filter(({ text }) => text.includes('rocket'));
  expect(rocket?.text).toMatch(/^✅ rocket succeeded/);
  const all = JSON.stringify(lab.slack.snapshot());
  for (const text of [`Fly ${ROCKET}`, `Mia ${ROCKET}`, `Go ${ROCKET}`]) expect(all).toContain(text);
  expect(lab.failures).toEqual([]);
  expect(lab.worker.state().alive).toBe(true);
});
