import type { Family } from '../family.ts';

/** The tests of Dart and Flutter: each line has the time and the counts so far. */
export const flutter: Family = {
  id: 'flutter',
  marks: /^\d\d:\d\d \+\d+/m,
  title: [/^\d\d:\d\d \+\d+(?: ~\d+)? -\d+: (?<name>.*) \[E\]$/],
  passesOn: [/^\d\d:\d\d \+\d+.*: Some tests failed\.$/],
  harmless: [/^\d\d:\d\d \+\d+(?: ~\d+)?: /],
};
