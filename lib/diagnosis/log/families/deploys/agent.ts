import type { Family } from '../family.ts';

/** CodeBuild's agent, if no command failed: errors of reading, fetching or finding files. */
export const agent: Family = {
  id: 'agent',
  marks: /^\[(?:Container|Instance)\] /m,
  fault: [
    /^\[(?:Container|Instance)\] Skipping invalid /,
    /^\[(?:Container|Instance)\] Phase context status code: \w+ Message: (?!Error while executing command)\S/,
  ],
  harmless: [
    /^\[(?:Container|Instance)\] (?!Skipping invalid |Phase context status code: \w+ Message: (?!Error while)\S)/,
  ],
};
