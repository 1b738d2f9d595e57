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
    hint: 'Set the Region of the bucket, or use a bucket in the Region of the action.',
  },
  {
    id: 'instance-not-managed',
    class: 'configuration',
    says: [/\bInvalidInstanceId\b/, /\bnot in a valid state for account \d/i],
    because: 'The instance is not connected to Systems Manager',
    hint: 'Check that the SSM agent runs on the instance, and that it has an instance profile with AmazonSSMManagedInstanceCore.',
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
    hint: 'Both buckets in the message must exist in their Regions, and the role needs access to their objects and KMS keys.',
  },
  {
    id: 'source-bundle',
    class: 'configuration',
    says: [
      /\bmissing in your source bundle\b|\bsource bundle\b.{0,80}\b(missing|does not|exceed|not found)\b/i,
      /\bNone of the instances are sending data\b/i,
    ],
    because: 'The source bundle lacks a file that the platform needs',
    hint: 'Compare the files of the artifact with the requirements of the platform.',
  },
  {
    id: 'health-severe',
    class: 'code-or-test',
    says: [
      /\bhealth (has )?(transitioned|changed|become)\b.{0,40}\b(Severe|Degraded|Red)\b/i,
      /\bFUNCTION_ERROR_INIT_FAILURE\b/,
    ],
    because: 'The deployed version does not start or become healthy',
    hint: 'Check the log of the new version.',
  },
];
