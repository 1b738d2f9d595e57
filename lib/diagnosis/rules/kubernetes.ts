import type { TextRule } from './rule.ts';

/** The reasons of the Kubernetes API, as kubectl and Helm print them. */
export const kubernetesRules: TextRule[] = [
  {
    id: 'kubernetes-forbidden',
    class: 'permission',
    says: [/\bError from server \(Forbidden\)/, /\bis forbidden: User "[^"]{1,200}" cannot \w+ resource\b/],
    because: 'The user of the cluster lacks a permission',
    hint: 'Give the identity of the build a Role or an access entry that allows the request in the text.',
  },
  {
    id: 'kubernetes-refused',
    class: 'configuration',
    says: [
      /\bError from server \((BadRequest|Invalid|NotFound|AlreadyExists|MethodNotAllowed|UnsupportedMediaType|RequestEntityTooLarge)\)/,
      /\binvalid ownership metadata\b/,
      /\badmission webhook "[^"]{1,200}" denied the request\b/,
      /\bno matches for kind "\w+" in version\b|\bensure CRDs are installed first\b/,
      /\berror validating data: |\berror parsing \S{1,200}: error converting YAML\b/,
    ],
    because: 'The cluster did not accept the object',
    hint: 'Compare the manifest with the version of the cluster and its definitions.',
  },
  {
    id: 'kubernetes-image',
    class: 'configuration',
    says: [/\bFailed to pull image "[^"\n]{1,300}": .{0,400}\b(?:not found|manifest unknown|does not exist)\b/],
    because: 'The image of a container does not exist',
    hint: 'Check the tag and the registry of the image, and that the build pushed it.',
  },
  {
    id: 'kubernetes-image-denied',
    class: 'permission',
    says: [/\bFailed to pull image "[^"\n]{1,300}": .{0,400}\b(?:unauthorized|denied|forbidden)\b/i],
    because: 'The registry refused the image of a container',
    hint: "Give the nodes, or the pod's image pull secret, access to the registry.",
  },
];
