import type { Family } from '../family.ts';

/** CocoaPods and fastlane mark the reason with an exclamation mark. */
export const cocoapods: Family = {
  id: 'cocoapods',
  marks: /^\[!\] \S/m,
  fault: [/^\[!\] (?!Error building the application|.* did not pass validation)\S/],
  passesOn: [/^\[!\] (?:Error building the application|.* did not pass validation)|^fastlane finished with errors/],
};
