import type { Family } from '../family.ts';

/** The EB CLI prints the events of the environment; the last ones repeat that the deployment failed. */
export const beanstalk: Family = {
  id: 'beanstalk',
  marks:
    /\bERROR: ServiceError - |^\S+ \S+ +(?:INFO|ERROR) +(?:Environment update|Deploying new version)|Environment update is starting/m,
  fault: [/^\s*ERROR +\[Instance: \S+\] Command failed on instance/],
  passesOn: [/\bFailed to deploy application\.$/, /\bUnsuccessful command execution on instance/],
};
