import type { Family } from '../family.ts';

/** CodeBuild's agent, where no command failed: what it could not read, fetch or find. */
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
