import type { Family } from '../family.ts';

export const aws: Family = {
  id: 'aws',
  marks: /\bAn error occurred \(\w+\)|^Waiter \w+ failed|^(?:fatal error|upload failed|download failed): /m,
  fault: [/^(?:fatal error: |\S.* failed: .*)?An error occurred \(\w+\) when calling /, /^Waiter \w+ failed: /],
};
