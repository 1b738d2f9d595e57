import { expect, it } from 'vitest';
import { nearest } from '../../../lib/core/text/nearest.ts';

const names = ['shop-prod', 'shop-test', 'docs', 'desk', 'service-number-17-prod', 'Infra', 'web'];

it.each([
  ['shop-prdo', ['shop-prod']],
  ['Shop-Prod', ['shop-prod']],
  ['shp-*', ['shop-prod', 'shop-test']],
  ['*-pord', ['service-number-17-prod', 'shop-prod']],
  ['x*', []],
  ['dcos', ['docs']],
  ['dosk', ['desk', 'docs']],
  ['number-17', ['service-number-17-prod']],
  ['infra', ['Infra']],
  ['payments', []],
  ['dexxxx', []],
  ['infxyz', []],
  ['x', []],
  ['we', ['web']],
  ['pr', []],
  ['dox', []],
  ['*', ['Infra', 'desk', 'docs']],
])('nearest finds the names most similar to %s', (word, near) => {
  expect(nearest(word, names)).toEqual(near);
});
