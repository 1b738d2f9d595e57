import type { Family } from '../family.ts';

/** xcodebuild, XCTest, and xcpretty, which marks progress with a triangle and failures with a cross. */
export const xcode: Family = {
  id: 'xcode',
  marks: /^▸ |\bxcodebuild\b|^\*\* (?:BUILD|TEST) FAILED \*\*|^Test (?:Case|Suite) '/mu,
  fault: [/^\s*✗ \w+, \S/u, /^❌ +\S/u, /^\S+:\d+: error: -\[/, /^xcodebuild: error: /],
  title: [/^Testing failed:$/],
  passesOn: [
    /^\*\* (?:BUILD|TEST|ARCHIVE) FAILED \*\*/,
    /^The following build commands failed:/,
    /^\(\d+ failures?\)$/,
  ],
  harmless: [/^▸ /u, /^Test (?:Case|Suite) '.*' (?:started|passed)/],
};
