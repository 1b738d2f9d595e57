import type { Family } from '../family.ts';

/** Common Test, EUnit and the Erlang compiler. */
export const erlang: Family = {
  id: 'erlang',
  marks: /_SUITE\b|\*failed\*|\bEUnit\b|^===> |\.erl:\d+/m,
  fault: [/\{'EXIT',/, /^\*\*(?:error|throw|exit):/, /^(?:===> )?(?:\S+\/)?\w+\.[eh]rl:\d+(?::\d+)?: (?!Warning)/],
  title: [
    /^%%% (?<name>\S+ ==> .*): FAILED$/,
    /^(?<name>\w+:\s*\S.*)\.{3}(?:\[.*\] )?\*failed\*$/,
    /^(?<name>\w+_SUITE:\S+) failed on line \d+$/,
  ],
  passesOn: [/^(?:===> )?(?:Failed \d+ tests?|Error running tests|Compiling .* failed)/, /^ {2}Failed: \d+\./],
  harmless: [/: \*{3} SKIPPED /, /: (?:Starting test|TEST COMPLETE), /, /\.{3}(?:\[[\d.]+ s\] )?ok$/],
};
