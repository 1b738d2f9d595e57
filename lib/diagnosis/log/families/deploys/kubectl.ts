import type { Family } from '../family.ts';

/** kubectl prints the patch and the object before the reason for which the server refused it, and the events of a pod
 *  beside the symptom that a rollout took too long. Scheduling and mounting often fail at first. */
export const kubectl: Family = {
  id: 'kubectl',
  marks:
    /^Error from server(?: \(\w+\))?: error when applying patch:$|\b(?:Failed to pull|Back-off pulling) image "|\bWarning +FailedCreate\b/m,
  fault: [/\b(?:Failed to pull|Back-off pulling) image "/, /^\s*(?:\w+ +)?Warning {1,20}FailedCreate /],
  title: [/^Error from server(?: \(\w+\))?: error when applying patch:$/],
  titleEnds: /^Name: /,
};
