// @ts-check
import { button, h } from '../dom.js';
import { send } from '../send.js';

/**
 * Which actions can fail: all but approvals. A build is selected first.
 * @param {import('../../codepipeline/snapshot.ts').PipelineSnapshot} pipeline
 */
export function drawTrouble({ name: pipeline, stages }) {
  const actions = stages
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
      button('For real', () => fail('real'), {
        title: 'The code or the configuration is wrong: a retry does not help',
      }),
      button('Flaky', () => fail('flaky'), { title: 'A transient error: a retry passes' }),
    );
  };
  return [{ key: 'break', of: actions, draw }];
}
