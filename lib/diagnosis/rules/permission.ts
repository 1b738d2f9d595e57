import { denialHint } from '../classify/hints.ts';
import type { TextRule } from './rule.ts';

/** A role or user lacks a permission, in messages about an identity or an AWS action. */
export const iamRules: TextRule[] = [
  {
    id: 'use-connection',
    class: 'permission',
    says: [
      /\bunable to use connection\b.{0,200}\bpermission/is,
      /\b(codestar-connections|codeconnections):UseConnection\b/i,
    ],
    because: 'The role may not use the connection',
    hint: 'Allow the role of the pipeline codestar-connections:UseConnection and codeconnections:UseConnection on the ARN of the connection. Older connections need the first.',
  },
  {
    id: 'artifact-access',
    class: 'permission',
    says: [/\bunable to access the artifact\b/i],
    because: 'The artifact could not be read',
    hint: 'Check that the artifact exists, and that the role may read it and use the key of the artifact bucket.',
  },
  {
    id: 's3-role',
    class: 'permission',
    says: [/\bthe provided role does not have (sufficient )?permissions?\b.{0,120}\b(s3|bucket|object)\b/is],
    because: 'The role lacks a permission in S3',
    hint: 'Check the permissions of the role, and that versioning is enabled for the source bucket. Both cause this message.',
  },
  {
    id: 'pass-role',
    class: 'permission',
    says: [/\biam:PassRole\b/i],
    because: 'The permission to pass a role is missing',
    hint: 'Allow the acting role iam:PassRole on the role in the message.',
  },
  {
    id: 'assume-role',
    class: 'permission',
    says: [
      /\b(unable to|can ?not|can't|could not|couldn't|fail(ed|ure) (to|in|while)|error|not able to) (\w+ ){0,3}assum(e|ing)\b/i,
      /\bcan ?not be assumed\b/i,
      /\btrust (relationship|policy)\b/i,
      /\bsts:AssumeRole\w*\b.{0,80}\b(denied|not authorized|fail)/i,
    ],
    because: 'A role cannot be assumed',
    hint: 'The trust policy of the role must name the service or account that assumes it.',
  },
  {
    id: 'kms',
    class: 'permission',
    says: [/\bkms:\w+\b/i, /\bciphertext refers to a (customer master )?key that does not exist\b/i],
    because: 'A KMS key may not be used',
    hint: 'The policies of the key and of the role must both allow it, also across accounts.',
  },
  {
    id: 'not-authorized',
    class: 'permission',
    says: [
      /\bnot (been )?authori[sz]ed to\b/i,
      /\b(do|does|did)(n't| not) have (\w+ ){0,4}(permissions?|privileges?|authori[sz]ation|rights?)\b/i,
      /\b(not|n't) (give|grant) (\w+ ){0,2}permissions?\b/i,
      /\binsufficient (\w+ )?(permissions?|privileges?|rights)\b/i,
      /\b(lacks?|without|missing|needs?|requires?|has no|have no|no) (the )?(\S+ ){0,4}permissions?\b/i,
      /\bhas (sufficient|the (required|necessary|right)) permissions?\b/i,
      /\bnot (allowed|permitted) to\b|\bno (\w+-based|session) policy allows\b/i,
      /\bexplicit deny\b/i,
      /\baccount (is|has been) (\w+ )?(blocked|suspended|closed)\b/i,
      /\bAccess ?Denied\w*\b/i,
      /\baccess (\w+ ){0,3}denied\b/i,
      /\bdenied access\b/i,
      /\bpermission to \S{1,200} denied\b/i,
      /\b[a-z0-9-]+:[A-Z]\w+\b.{0,20}\bmissing\b|\bmissing\b.{0,20}\b[a-z0-9-]+:[A-Z]\w+/,
      /\baccess to (\w+ ){1,5}is denied\b/i,
      /\bUnauthorizedOperation\b/,
      /\bS3 access\b.{0,20}\bdenied\b/i,
    ],
    because: 'A permission is missing',
    hintFrom: denialHint,
    hint: 'Give the role that the text names the action that it names, on that resource.',
  },
];

/** Rejected credentials, and plain denials by any service. */
export const accessRules: TextRule[] = [
  {
    id: 'credentials',
    class: 'permission',
    says: [
      /\bsecurity token included in the request is (invalid|expired)\b/i,
      /\b(unable to locate|no valid|could not load|missing|invalid|bad|expired|incorrect) (\w+ ){0,3}credentials?\b/i,
      /\bno (\w+ ){0,2}credentials\b/i,
      /\b(authentication|authorization) (is )?(required|failed)\b/i,
      /\bincorrect username or password\b/i,
      /\binvalid (username|password|api key|access key|token)\b/i,
      /\b(token|credentials?) (\w+ ){0,3}(expired|revoked)\b/i,
      /\bpermission denied \((publickey|password)/i,
      /\bhost key verification failed\b/i,
      /\bcode E(401|403)\b/,
      /\bnot logged in\b/i,
      /\bresource not accessible by\b/i,
      /\bnot have access\b/i,
      /\bmust be logged in to the server\b/i,
    ],
    because: 'The credentials are not accepted',
    hint: 'Renew the token or password, store it where the action reads it, and check the permission to read it.',
  },
  {
    id: 'refused',
    class: 'permission',
    says: [
      /\b(401|403)\b.{0,12}\b(unauthori[sz]ed|forbidden)\b/i,
      /\b(unauthori[sz]ed|forbidden)\b.{0,30}\b(401|403)\b/i,
      /\b(status|error|code|response)\b.{0,16}\b40[13]\b/i,
      /\bforbidden: /i,
      /\bpermission denied (for|on|to) (table|schema|database|relation|resource|project)/i,
    ],
    unless: /rate limit|too many requests/i,
    because: 'The request was refused',
  },
];
