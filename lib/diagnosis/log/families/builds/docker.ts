import type { Family } from '../family.ts';

/** Docker and BuildKit name the failed step at the end. A log-in error hides that the password is missing. */
export const docker: Family = {
  id: 'docker',
  marks: /\bfailed to solve\b|^Step \d+\/\d+ : |\bdocker\b|\bdockerfile\b|non TTY device/im,
  fault: [
    /^(?:ERROR: )?failed to (?:build: failed to )?solve: (?!process |executor failed running)(?!.*did not complete successfully)\S/,
    /^(?:COPY|ADD) failed: |^Error response from daemon: |^Error parsing reference: /,
    /^unable to prepare context: |^Cannot connect to the Docker daemon/,
  ],
  passesOn: [
    /\bdid not complete successfully\b|\breturned a non-zero code\b|executor failed running/,
    /\bCannot perform an interactive login from a non TTY device\b/,
  ],
  harmless: [/^(?:Removing intermediate|---> |Step \d+\/\d+ : |WARNING! Your password)/],
};
