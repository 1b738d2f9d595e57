import type { Family } from '../family.ts';

/** Gatling and k6: limits that the measured values exceed. */
export const loadTests: Family = {
  id: 'load-tests',
  marks: /\bGatling simulation assertions failed\b|^Global: .* : (?:true|false)\b|\bthresholds on metrics '|^\s+✗ '/mu,
  fault: [/^\s+✗ '.+' \S/u, / : false \(actual : /, /\bthresholds on metrics '.*' have been crossed\b/],
  passesOn: [/\bGatling simulation assertions failed\b/],
};
