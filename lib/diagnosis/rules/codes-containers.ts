import type { CodeRule } from './rule.ts';

/** ECS stop codes, and error names of its agents, which come first in a reason: `OutOfMemoryError: …`. */
export const containerCodes: CodeRule[] = [
  {
    id: 'task-interrupted',
    class: 'transient-infra',
    passes: true,
    says: 'all',
    codes: /^(SpotInterruption(Error)?|TerminationNotice|InfrastructureHealth)$/,
    because: 'The instance of the task was terminated or interrupted',
  },
  {
    id: 'task-runtime',
    class: 'transient-infra',
    passes: true,
    says: 'all',
    codes: /^(DockerTimeoutError|ContainerRuntimeTimeoutError|CannotInspectContainerError|CannotStopContainerError)$/,
    because: 'The container runtime did not respond',
  },
  {
    id: 'task-memory',
    class: 'capacity',
    passes: false,
    says: 'all',
    codes: /^(OutOfMemoryError|OOMKilled)$/,
    because: 'The container exceeded its memory',
    hint: 'Raise the memory of the task or container, or reduce the memory use.',
  },
  {
    id: 'task-image',
    class: 'configuration',
    says: 'little',
    codes: /^(CannotPull(ECR)?ContainerError|ImagePullBackOff|ErrImagePull)$/,
    because: 'The image could not be pulled',
    hint: 'Check that the tag exists, that the execution role may pull the image, and that the subnet has a route to the registry.',
  },
  {
    id: 'task-resources',
    class: 'configuration',
    says: 'little',
    codes:
      /^(ResourceInitializationError|CannotCreateVolumeError|CannotCreateContainerError|InvalidImageName|CreateContainerConfigError)$/,
    because: 'The resources of the task could not be initialized',
    hint: "Check the task definition's secrets, log group and volumes, and the route from its subnet to them.",
  },
  {
    id: 'task-exited',
    class: 'code-or-test',
    says: 'little',
    codes: /^(EssentialContainerExited|CannotStartContainerError|ContainerRuntimeError|CrashLoopBackOff)$/,
    because: 'The container did not start, or it exited',
  },
  {
    id: 'task-stopped',
    class: 'manual-rejection',
    says: 'little',
    codes: /^UserInitiated$/,
    because: 'The task was stopped by a person',
  },
];
