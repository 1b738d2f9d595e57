import { expect, it } from 'vitest';
import { pipelineKey } from '../../../lib/core/freeze/transitions.ts';
import type { RouteBoard } from '../../../lib/core/model/policy-port.ts';
import type { BoardPipeline, DeploymentBoard } from '../../../lib/core/where/board.ts';
import { boardText } from '../../../lib/core/where/board-text.ts';
import type { Deployment } from '../../../lib/core/where/deployment.ts';
import { rules } from '../../kit/rules.ts';

/** The text of a board, from what was read. */

const NOW = Date.UTC(2026, 10, 22, 10);
const policy = rules(`
version: 1
people: { release: { users: [U0ANN] } }
scopes:
  shops: { tags: { team: shop } }
  banks: { tags: { team: bank } }
  released: { tags: { team: shop }, pipelines: [shop-*], stages: [Prod] }
routes:
  - { id: shops, scope: shops, on: [], channel: C0ALL, board: true }
  - { id: banks, scope: banks, on: [], channel: C0ALL, board: true }
  - { id: all, scope: all, on: [], channel: C0ALL, board: true }
commands: [{ allow: [release], do: [release], scope: released }, { allow: [release], do: [stop], scope: all }]
`);
const shop = { tags: { team: 'shop' } };
const refOf = (pipeline: string) => ({ account: '123456789012', region: 'eu-central-1', pipeline });

function textOf(pipelines: Partial<BoardPipeline>[], name = 'shops') {
  const read = pipelines.map((one, at) => ({ ref: refOf(`shop-${at}`), deployments: [], ...one }));
  const board: DeploymentBoard = {
    listed: [NOW, { policy: 'test', pipelines: read.map(({ ref }) => ref), unread: [] }],
    read: Object.fromEntries(read.map((one) => [pipelineKey(one.ref), [NOW, one]])),
  };
  const route = policy.boards().find(({ key }) => key === `where#C0ALL#${name}`) as RouteBoard;
  return boardText(board, route, policy, NOW)?.text;
}

it('the title counts the pipelines with changes that wait', () => {
  const drift = { type: 'behind', as: 'Test', changes: 2, people: 1 } as const;
  const behind = { ...shop, deployments: [{ stage: 'Test' }, { stage: 'Prod', drift }] };
  const same = { ...shop, deployments: [{ stage: 'Prod', drift: { type: 'same', as: 'Test' } } satisfies Deployment] };
  expect(textOf([same, behind, behind, { ...shop, deployments: undefined }])?.title).toBe(
    'What runs where (shops): 4 pipelines, 2 with changes that wait',
  );
  expect(textOf([same])?.title).toBe('What runs where (shops): 1 pipeline, nothing waits');
});

it('a pipeline is only on the boards of its tags', () => {
  const pipelines = [shop, { tags: { team: 'bank' } }, { tags: {} }];
  const names = (board: string) => textOf(pipelines, board)?.pipelines.map(({ text }) => text.split(' ')[0]);
  expect([names('shops'), names('banks'), names('all')]).toEqual([
    ['shop-0'],
    ['shop-1'],
    ['shop-0', 'shop-1', 'shop-2'],
  ]);
});

it('a pipeline has a release button if the policy lets a person release one of its deploying stages', () => {
  const stages = (...names: string[]) => ({ deployments: names.map((stage) => ({ stage })) });
  const sections = textOf(
    [
      { ...shop, ...stages('Test', 'Prod') },
      { ...shop, ...stages('Test') },
      { ...stages('Test', 'Prod') },
      { ...shop, ...stages('Prod'), ref: refOf('bank') },
      { ...shop, deployments: undefined },
    ],
    'all',
  )?.pipelines;
  expect(sections).toHaveLength(5);
  expect(sections?.filter(({ release }) => release)).toMatchObject([
    { text: expect.stringMatching(/^shop-0\n/), release: pipelineKey(refOf('shop-0')) },
  ]);
});
