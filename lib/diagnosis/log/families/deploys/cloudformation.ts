import type { Family } from '../family.ts';

/** Events of a stack, as the CDK, SAM and others print them. The reason may stand in the next line, and a service that did
 *  not come up says below why its tasks stopped. */
export const cloudformation: Family = {
  id: 'cloudformation',
  marks: /\b(?:CREATE|UPDATE|DELETE)_(?:FAILED|IN_PROGRESS)\b|^ *❌|\bcdk\b/mu,
  fault: [/^\s*Task stopped: \S/, /^\s*(?:❌ .* )?(?:No stacks match|This app contains no stacks|--app is required)/u],
  title: [/^.*\b(?:CREATE|UPDATE|DELETE)_FAILED *\|[^|]*\|\s*\S+(?: \(\S+\))?$/],
  passesOn: [
    // In a roll-back. Why the tasks of a service stopped stands further below, if anywhere.
    /\bDELETE_FAILED\b/,
    /\bECS Deployment Circuit Breaker was triggered\b/,
    /\bResource (?:creation|update) cancelled\b/i,
    /❌ .* failed: .*\b(?:Resource updates failed:|ROLLBACK_COMPLETE)/u,
  ],
  harmless: [/\b(?:CREATE|UPDATE|DELETE)_(?:IN_PROGRESS|COMPLETE)\b/, /^Failed to (?:store notices|get tree\.json)/],
};
