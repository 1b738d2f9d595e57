import { replicationHint } from '../classify/hints.ts';
import type { TextRule } from './rule.ts';

/** Messages of AWS about wrong names and places in the settings. */
export const placeRules: TextRule[] = [
  {
    id: 'bucket-region',
    class: 'configuration',
    says: [
      /\bbucket you are attempting to access must be addressed using the specified endpoint\b/i,
      /\bPermanentRedirect\b|\bAuthorizationHeaderMalformed\b|\bIllegalLocationConstraint\w*/,
      /\bregion '[\w-]+' is wrong; expecting '[\w-]+'/i,
    ],
    because: 'The bucket is in another Region',
    hint: 'Name the Region of the bucket, or take a bucket in the Region of the action.',
  },
  {
    id: 'bucket-taken',
    class: 'configuration',
    says: [/\bBucketAlready(Exists|OwnedByYou)\b/],
    because: 'The name of the bucket is taken',
    hint: 'Bucket names are shared by all accounts: choose another, or import the bucket if it is yours.',
  },
  {
    id: 'artifact-replication',
    class: 'permission',
    says: [/\bReplication of artifact\b.{0,80}\bfailed\b|\bFailed replicating artifact\b/is],
    because: 'An artifact could not be copied to the bucket of the other Region',
    hintFrom: replicationHint,
    hint: 'Both buckets that the text names have to exist in their Regions, and the role needs their objects and their KMS keys.',
  },
  {
    id: 'source-bundle',
    class: 'configuration',
    says: [
      /\bmissing in your source bundle\b|\bsource bundle\b.{0,80}\b(missing|does not|exceed|not found)\b/i,
      /\bNone of the instances are sending data\b/i,
    ],
    because: 'The source bundle lacks what the platform asks for',
    hint: 'Compare the files of the artifact with what the platform of the environment needs.',
  },
  {
    id: 'health-severe',
    class: 'code-or-test',
    says: [
      /\bhealth (has )?(transitioned|changed|become)\b.{0,40}\b(Severe|Degraded|Red)\b/i,
      /\bFUNCTION_ERROR_INIT_FAILURE\b/,
    ],
    because: 'What was deployed does not start or become healthy',
    hint: "Read the new version's own log.",
  },
];
