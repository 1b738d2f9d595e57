import type { Family } from '../family.ts';

/** GHC prints the place first and the reason below it; Cabal lists at the end the packages that were not installed. */
export const haskell: Family = {
  id: 'haskell',
  marks: /^(?:\[ *\d+ of \d+\] Compiling |Resolving dependencies|cabal: |\S+\.l?hs:\d+|Preprocessing \w+ )/m,
  title: [
    /^\S+\.l?hs:\d+:\d+:(?: error:)?(?: \[[\w, -]+\])*$/,
    /^(?:cabal(?:\.exe)?: |setup: |Error: ).*(?:dependencies|following).*:$/i,
    /^### (?:Failure|Error) in: (?<name>.+)$/,
    /^\s*(?<name>\S.*): +FAIL(?: \(\d+\.\d+s\))?$/,
  ],
  fault: [
    /^\S+\.l?hs:\d+:\d+: error: (?!\[GHC-\d+\](?: \[|$))\S/,
    /^\s*rejecting: .*conflict/,
    /^cabal: Could not (?!resolve)/,
  ],
  passesOn: [
    /^cabal: Error: some packages failed|ExitFailure|^cabal: Some /i,
    /\bdepends on .* which failed to install/,
  ],
  harmless: [/^Config file .* not found/, /^Warning: /, /^\[ *\d+ of \d+\] /],
};
