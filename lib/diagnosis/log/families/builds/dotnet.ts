import type { Family } from '../family.ts';

/** NuGet prints the reason for an unreadable source below it; NUnit and MSTest number or name failed tests. */
export const dotnet: Family = {
  id: 'dotnet',
  marks: /\berror NU\d{4}\b|^\d+\) (?:Failed|Error) : |^Test Run Failed|^\[xUnit\.net |^Test run for \S+\.dll/m,
  title: [
    /: error NU1301: Unable to load the service index for source \S+$/,
    /^\d+\) (?:Failed|Error) : (?<name>\S+)/,
    /^\[xUnit\.net [\d:.]+\] +(?<name>\S.*) \[FAIL\]$/,
    /^\s+Failed (?<name>\S.*) \[[^\]]* m?s\]$/,
  ],
  titleSkips: /^\s+Failed \S.* \[[^\]]* m?s\]$|^\s*Error Message:$|\[FAIL\]$/,
  passesOn: [/^Test Run Failed\.$/, /^\s*\d+ Error\(s\)$/],
};
