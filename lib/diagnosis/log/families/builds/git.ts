import type { Family } from '../family.ts';

/** Git repeats at the end that it could not read or push; the remote and SSH give the reason above. */
export const git: Family = {
  id: 'git',
  marks:
    /^(?:fatal|hint|remote|batch response): |^Cloning into '|^error: failed to push some refs|^(?:CONFLI|KONFLI)\w* \(/m,
  fault: [
    // In most languages.
    /^(?:CONFLI|KONFLI)\w* \(/,
    /^\s*! \[(?:remote )?rejected\] /,
    /^\S+: Permission denied \([\w,-]+\)\.$/,
    // Of LFS.
    /^batch response: \S/,
    /^Host key verification failed\.$/,
    /^(?:remote: )?(?:ERROR|error|fatal): (?:Repository not found|GH\d{3}: |.*\bhook declined\b)/,
  ],
  passesOn: [
    /^fatal: (?:Could not read from remote repository|clone of )/,
    /^error: failed to push some refs|^Failed to (?:clone '|fetch some objects from )/,
  ],
};
