// @ts-check
import { h } from '../dom.js';
import { notice, tell } from '../send.js';
import { drawBlock } from './blocks.js';

/**
 * @param {string} user
 * @param {object[]} blocks
 * @param {import('./draw-text.js').NameOf} nameOf
 */
export function drawHome(user, blocks, nameOf) {
  /** @param {{ action_id?: string, value?: string }} control */
  const use = async ({ action_id = '', value }) => {
    if (value === '') return;
    const { ok, error } = await tell({
      type: 'home-click',
      as: user,
      action_id,
      ...(value !== undefined && { value }),
    });
    notice(ok ? '' : `The Home: ${error}`);
  };
  const stage = { nameOf, press: use, choose: use };
  const drawn = blocks.map((block) => drawBlock(/** @type {import('./blocks.js').Block} */ (block), stage));
  return h('article', { class: 'home', 'aria-label': 'Home' }, ...drawn);
}
