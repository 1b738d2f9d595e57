import { expect, it } from 'vitest';
import { isTransitionKey, REFRESH_KEY, transitionKey } from '../../../lib/core/freeze/outbox-keys.ts';

it('the entries of transitions are known by their keys', () => {
  expect(['Prod', ''].map((stage) => isTransitionKey(transitionKey(stage)))).toEqual([true, true]);
  expect([REFRESH_KEY, 'lock-look:gate:1', 'show:C0ALL'].map(isTransitionKey)).toEqual([false, false, false]);
});
