import type { TextRule } from './rule.ts';

/** Something that a deployment needs is missing or wrong at its target. */
export const deployRules: TextRule[] = [
  {
    id: 'image-missing',
    class: 'configuration',
    says: [
      /\b(image|manifest|tag|ref|pull\w*|repository)\b.{0,250}\b(not found|manifest unknown|does not exist|name unknown|no match for platform)\b/is,
      /\bmanifest (for \S+ |unknown)/i,
      /\bno matching manifest\b/i,
      /\bfailed to solve\b.{0,200}: not found\b/i,
      /\bexec format error\b/i,
      /\binvalid reference format\b/i,
      /\bInvalidImageName\b/,
    ],
    unless: /\bcould not resolve host\b|\bbranch\b/i,
    because: 'The image does not exist',
    hint: 'Check the name and tag of the image, that the push came first, and that the image is built for this platform.',
  },
  {
    id: 'container-secrets',
    class: 'configuration',
    says: [
      /\binvalid character '.{1,3}' (in|after|looking)/i,
      /\bretrieved secret .{0,120}(did not contain|does not contain)/i,
      /\bfailed to (validate|initialize) logg(er|ing)\b/i,
      /\b(log group|log stream) .{0,60}does not exist\b/i,
      /\bcheck your task network configuration\b/i,
      /\binvalid ssm parameters?\b/i,
    ],
    because: 'The configuration of the task is not valid',
    hint: 'Check the JSON keys of the secrets, the log group and the network of the task.',
  },
  {
    id: 'task-definition-artifact',
    class: 'configuration',
    says: [
      /\btrying to read the (task definition|appspec|image)\b/i,
      /\b(imagedefinitions?|imageDetail|taskdef|appspec)(\.\w+)?\b.{0,120}\b(not|no|missing|invalid|unable|fail|exceed|larger)/i,
      /\b(unable|could not|did not|failed|invalid|no such file)\b.{0,200}\b(imagedefinitions?|imageDetail|image definitions?|taskdef|appspec|task definition template|AppSpec file)\b/i,
      /\bexceeds the size limit\b/i,
    ],
    because: 'A file of the artifact is missing, too large or not valid',
    hint: 'The artifact must have the file under the configured name. For ECS blue/green the artifact must not exceed 3 MB.',
  },
  {
    id: 'nodes',
    class: 'configuration',
    says: [/\bfailed to join the (\w+ )?cluster\b/i],
    because: 'New nodes could not join the cluster',
    hint: "Check the role of the nodes and its access entry, and the route from their subnets to the cluster's endpoint.",
  },
  {
    id: 'file-exists',
    class: 'configuration',
    says: [/\bfile already exists at\b/i],
    because: 'A file of the deployment already exists, and CodeDeploy did not create it',
    hint: 'Set fileExistsBehavior to OVERWRITE (or RETAIN), or remove the file in a BeforeInstall script.',
  },
  {
    id: 'agent-missing',
    class: 'configuration',
    says: [
      /\bCodeDeploy agent was not able to receive the lifecycle event\b/i,
      /\bcodedeploy-agent\b.{0,40}not (running|installed)\b/i,
    ],
    because: 'No agent started the deployment',
    hint: 'Check that codedeploy-agent runs on the instance, and that it has an instance profile and a route to CodeDeploy and S3.',
  },
];
