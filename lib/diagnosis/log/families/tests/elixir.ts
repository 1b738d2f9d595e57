import type { Family } from '../family.ts';

export const elixir: Family = {
  id: 'elixir',
  marks: /^\*\* \(|^[ \t]+\d+\) (?:test|doctest|property) |^== Compilation error in file |^mix /m,
  fault: [/^\*\* \(\w[\w.]*\) (?!exited)/],
  title: [/^\s+\d+\) (?<name>(?:test|doctest|property) .*) \([\w.]+\)$/, /^== Compilation error in file .* ==$/],
  passesOn: [/^\d+ (?:doctests?|tests?|properties).*, \d+ failures?/],
};
