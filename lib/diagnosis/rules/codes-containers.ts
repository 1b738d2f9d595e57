import type { CodeRule } from './rule.ts';

/** ECS stop codes, and error names of its agents, which come first in a reason: `OutOfMemoryError: …`. */
export const containerCodes: CodeRule[] = [
  {
    id: 'task-interrupted',
    class: 'transient-infra',
    passes: true,
    says: 'all',
    codes: /^(SpotInterruption(Error)?|TerminationNotice|InfrastructureHealth)$/,
    because: 'The machine under the task went away',
  },
  {
    id: 'task-runtime',
    class: 'transient-infra',
    passes: true,
    says: 'all',
    codes: /^(DockerTimeoutError|ContainerRuntimeTimeoutError|CannotInspectContainerError|CannotStopContainerError)$/,
    because: 'The container runtime did not answer',
  },
  {
    id: 'task-memory',
    class: 'capacity',
    passes: false,
    says: 'all',
    codes: /^(OutOfMemoryError|OOMKilled)$/,
    because: 'The container used more memory than it has',
    hint: 'Raise the memory of the task or container, or find what needs so much.',
  },
  {
    id: 'task-image',
    class: 'configuration',
    says: 'little',
    codes: /^(CannotPull(ECR)?ContainerError|ImagePullBackOff|ErrImagePull)$/,
    because: 'The image could not be pulled',
    hint: 'Check that the tag exists, that the execution role may pull it, and that the subnet has a way to the registry.',
  },
  {
    id: 'task-resources',
    class: 'configuration',
    says: 'little',
    codes:
      /^(ResourceInitializationError|CannotCreateVolumeError|CannotCreateContainerError|InvalidImageName|CreateContainerConfigError)$/,
    because: 'What the task needs to start could not be set up',
    hint: "Check the task definition's secrets, log group and volumes, and the way from its subnet to them.",
  },
  {
    id: 'task-exited',
    class: 'code-or-test',
    says: 'little',
    codes: /^(EssentialContainerExited|CannotStartContainerError|ContainerRuntimeError|CrashLoopBackOff)$/,
    because: 'The container did not start or ended by itself',
  },
  {
    id: 'task-stopped',
    class: 'manual-rejection',
    says: 'little',
    codes: /^UserInitiated$/,
    because: 'Somebody stopped the task',
  },
];
