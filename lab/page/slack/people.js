// @ts-check
import { byId, h } from '../dom.js';
import { keep } from '../keep.js';

/** @typedef {import('../state.ts').LabState} LabState */

/** Not somebody to press as. */
export const APP = 'U0SIGNALBOX';

/** A tab is a person: two tabs may be two. @type {string | undefined} */
let chosen = sessionStorage.getItem('person') ?? undefined;

/** Who looks at Slack here, and presses. @param {LabState['slack']} slack */
export function me({ users }) {
  const people = users.filter(({ id }) => id !== APP);
  return people.find(({ id }) => id === chosen) ?? people[0];
}

/**
 * @param {LabState['slack']} slack
 * @param {() => void} again draws everything anew, since each sees something else
 */
export function drawPeople(slack, again) {
  const current = me(slack)?.id;
  const people = slack.users.filter(({ id }) => id !== APP);
  const draw = () => {
    const choice = h(
      'select',
      {
        id: 'person',
        onchange() {
          chosen = choice.value;
          sessionStorage.setItem('person', chosen);
          again();
        },
      },
      ...people.map(({ id, name }) => h('option', { value: id, selected: id === current }, name)),
    );
    return h('div', { class: 'bar-group' }, h('label', { for: 'person' }, 'Press as'), choice);
  };
  keep(byId('people'), [{ key: 'person', of: [people, current], draw }]);
}
