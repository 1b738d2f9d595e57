import type { Family } from '../family.ts';

/** Stack events, in the form of the CDK, SAM and others. The reason may be in the next line; the reason for the
 *  stopped tasks of a service comes further below. */
export const cloudformation: Family = {
  id: 'cloudformation',
  marks: /\b(?:CREATE|UPDATE|DELETE)_(?:FAILED|IN_PROGRESS)\b|^ *❌|\bcdk\b/mu,
  fault: [/^\s*Task stopped: \S/, /^\s*(?:❌ .* )?(?:No stacks match|This app contains no stacks|--app is required)/u],
  title: [/^.*\b(?:CREATE|UPDATE|DELETE)_FAILED *\|[^|]*\|\s*\S+(?: \(\S+\))?$/],
  passesOn: [
    // During a rollback. The reason for stopped tasks comes further below, if at all.
    /\bDELETE_FAILED\b/,
    /\bECS Deployment Circuit Breaker was triggered\b/,
    /\bResource (?:creation|update) cancelled\b/i,
    /❌ .* failed: .*\b(?:Resource updates failed:|ROLLBACK_COMPLETE)/u,
  ],
  harmless: [/\b(?:CREATE|UPDATE|DELETE)_(?:IN_PROGRESS|COMPLETE)\b/, /^Failed to (?:store notices|get tree\.json)/],
};
