import type { Family } from '../family.ts';

/** CMake prints the place first and the reason, indented, below it. */
export const cmake: Family = {
  id: 'cmake',
  marks: /^(?:CMake (?:Error|Warning)|-- (?:Configuring|Detecting|The CX?X? compiler)|The following tests FAILED:)/m,
  title: [/^CMake Error\b.*:$/, /^The following tests FAILED:$/],
  fault: [/^CMake Error: (?!The following variables|Error in cmake code)/],
  passesOn: [/^-- Configuring incomplete/, /^See also "/, /^Errors while running CTest/],
  harmless: [/^-- (?:Looking for|Performing Test|Check|Could NOT find|Found) ?/],
};
