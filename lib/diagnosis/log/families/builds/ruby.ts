import type { Family } from '../family.ts';

export const ruby: Family = {
  id: 'ruby',
  marks: /^(?:bin\/)?(?:rake|rails|cap) aborted!|\bbundler?\b|\bGemfile\b|^Fetching gem|\.rb:\d+:in |\bGem::/im,
  fault: [
    /^(?:Bundler could not find|Could not find (?:gem|\S+-\d)|An error occurred while installing|Your Ruby version is|Your bundle only supports platforms|Unfortunately, an unexpected error)/,
    /^(?:ERROR: +)?(?:While executing gem|Error installing)/,
    /\b(?:Gem|Bundler)::\w+: /,
    /^\S+\.rb:\d+:in .*: .*\((?:\w+::)*\w+\)$/,
    /^No Rakefile found/,
  ],
  title: [/^(?:bin\/)?(?:rake|rails|cap) aborted!$/, /^ERROR: +Failed to build gem native extension\.$/],
  titleSkips: /^StandardError: An error has occurred, (?:this and )?all later migrations canceled:/,
  passesOn: [/^Tasks: TOP => /, /^\(See full trace by running task/, /^Make sure that `gem install/],
};
