// @ts-check
import { button, h } from '../dom.js';
import { send } from '../send.js';

/**
 * What may be broken: the actions that the latest execution had, approvals left out, a build first.
 * @param {import('../../codepipeline/snapshot.ts').PipelineSnapshot} pipeline
 */
export function drawTrouble({ name: pipeline, executions }) {
  const actions = (executions[0]?.stages ?? [])
    .flatMap(({ name: stage, actions }) => actions.map(({ name, category }) => ({ stage, name, category })))
    .filter(({ category }) => category !== 'Approval');
  if (actions.length === 0) return [];
  const draw = () => {
    const first = Math.max(
      0,
      actions.findIndex(({ category }) => category === 'Build'),
    );
    const choice = h(
      'select',
      { 'aria-label': `Which action of ${pipeline} to break` },
      ...actions.map(({ stage, name }, index) =>
        h('option', { value: index, selected: index === first }, name === stage ? name : `${stage} › ${name}`),
      ),
    );
    /** @param {'real' | 'flaky'} how */
    const fail = (how) => {
      const action = actions[Number(choice.value)];
      if (action) send({ type: 'outcome', pipeline, stage: action.stage, action: action.name, how });
    };
    return h(
      'div',
      { class: 'break' },
      h('span', {}, 'Break the next'),
      choice,
      button('For real', () => fail('real'), { title: 'It fails, and fails again when retried' }),
      button('Flaky', () => fail('flaky'), { title: 'It fails once and passes when retried' }),
    );
  };
  return [{ key: 'break', of: actions, draw }];
}
