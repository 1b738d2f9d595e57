import type { Family } from '../family.ts';

/** kubectl prints the patch and the object before the reason for which the server refused it. */
export const kubectl: Family = {
  id: 'kubectl',
  marks: /^Error from server(?: \(\w+\))?: error when applying patch:$/m,
  title: [/^Error from server(?: \(\w+\))?: error when applying patch:$/],
  titleEnds: /^Name: /,
};
