// @ts-check

/** @typedef {{ key: string, of: unknown, draw: () => HTMLElement }} Entry */

/** @type {WeakMap<Element, { key: string, json: string }>} */
const drawn = new WeakMap();

/**
 * Redraws the changed entries of a list only: the state arrives every moment, and a button must not be
 * replaced under the finger that presses it.
 * @param {Element} parent
 * @param {Entry[]} entries
 * @returns {HTMLElement[]} one node per entry
 */
export function keep(parent, entries) {
  /** @type {Map<string, HTMLElement>} */
  const old = new Map();
  for (const child of [...parent.children]) {
    const key = drawn.get(child)?.key;
    if (key !== undefined && !old.has(key) && child instanceof HTMLElement) old.set(key, child);
    else child.remove();
  }
  const nodes = entries.map((entry) => current(old, entry));
  for (const left of old.values()) left.remove();
  nodes.forEach((node, index) => {
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
  });
  return nodes;
}

/**
 * @param {Map<string, HTMLElement>} old
 * @param {Entry} entry
 */
function current(old, { key, of, draw }) {
  const json = JSON.stringify(of);
  const before = old.get(key);
  old.delete(key);
  if (before && drawn.get(before)?.json === json) return before;
  const node = draw();
  drawn.set(node, { key, json });
  if (before) takeOver(before, node);
  return node;
}

/**
 * Open details stay open, and the focus stays.
 * @param {HTMLElement} before
 * @param {HTMLElement} node
 */
function takeOver(before, node) {
  for (const details of node.querySelectorAll('details')) {
    const twin = [...before.querySelectorAll('details')].find((one) => one.dataset.key === details.dataset.key);
    if (twin) details.open = twin.open;
  }
  const focused = before.contains(document.activeElement) ? document.activeElement : null;
  before.replaceWith(node);
  if (!focused) return;
  const twin = [...node.querySelectorAll(focused.tagName)].find((one) => nameOf(one) === nameOf(focused));
  if (twin instanceof HTMLElement) twin.focus({ preventScroll: true });
}

/** @param {Element} node */
function nameOf(node) {
  return node.getAttribute('aria-label') ?? node.textContent;
}
