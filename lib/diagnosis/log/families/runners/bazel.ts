import type { Family } from '../family.ts';

/** Bazel names the failed action first, with its command line; the output of the tool follows. */
export const bazel: Family = {
  id: 'bazel',
  marks:
    /^INFO: Analyzed \d+ targets?|^(?:INFO: )?Build option|^FAILED: Build did NOT|^Target \/\/\S+ failed to build/m,
  fault: [/^\/\/\S+ +(?:FAILED|TIMEOUT)\b/, /^ERROR: (?!.* failed: \(|Build )\S/],
  passesOn: [/^ERROR: .* failed: \(/, /^(?:Target \/\/\S+ failed to build|FAILED: Build did NOT|ERROR: Build )/],
};
