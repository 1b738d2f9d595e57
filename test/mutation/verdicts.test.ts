import { expect, it } from 'vitest';
import { leftAfter, type Note, verdictsOf } from './verdicts.ts';

const ended: Note[] = [
  { mutant: 'a', is: 'begun' },
  { mutant: 'a', is: 'killed' },
  { mutant: 'b', is: 'static' },
];

it('a mutant that ended its process timed out, and the next process continues after it', () => {
  const notes: Note[] = [...ended, { mutant: 'c', is: 'begun' }];
  expect([...verdictsOf(notes)]).toEqual([
    ['a', 'killed'],
    ['b', 'static'],
    ['c', 'timed out'],
  ]);
  expect(leftAfter(['a', 'b', 'c', 'd'], notes)).toEqual(['d']);
});

it('a mutant that must run again is the first of the next process, and gets its verdict there', () => {
  const notes: Note[] = [...ended, { mutant: 'd', is: 'begun' }, { mutant: 'd', is: 'again' }];
  expect([...verdictsOf(notes).keys()]).toEqual(['a', 'b']);
  expect(leftAfter(['a', 'b', 'c', 'd'], notes)).toEqual(['d', 'c']);
  const later: Note[] = [...notes, { mutant: 'd', is: 'begun' }, { mutant: 'd', is: 'survived' }];
  expect(verdictsOf(later).get('d')).toBe('survived');
  expect(leftAfter(['a', 'b', 'c', 'd'], later)).toEqual(['c']);
});
