import { describe, expect, it } from 'vitest';
import { classify } from '../../../lib/diagnosis/classify/classify.ts';

const denied = (why: string) =>
  `User: arn:aws:sts::111122223333:assumed-role/shop-deploy/AWSCodeBuild-1 is not authorized to perform: ecs:UpdateService on resource: arn:aws:ecs:eu-central-1:111122223333:service/shop/web ${why}`;

function hintOf(message: string): string | undefined {
  return classify({ provider: 'ECS', message }).hint;
}

describe('the hint of a denial', () => {
  it('names the role, the action and the resource', () => {
    expect(hintOf(denied('because no identity-based policy allows the ecs:UpdateService action'))).toBe(
      'Allow the role shop-deploy ecs:UpdateService on arn:aws:ecs:eu-central-1:111122223333:service/shop/web.',
    );
  });

  it.each([
    ['with an explicit deny in a service control policy', /^A service control policy of the organization/],
    ['because no service control policy allows the ecs:UpdateService action', /^A service control policy/],
    [
      'because no permissions boundary allows the ecs:UpdateService action',
      /^The permissions boundary of the role shop-deploy/,
    ],
    ['because no session policy allows the ecs:UpdateService action', /^The session policy of the role shop-deploy/],
    ['with an explicit deny in an identity-based policy', /^A policy denies ecs:UpdateService to the role shop-deploy/],
    [
      'because no resource-based policy allows the ecs:UpdateService action',
      /^The policy of arn:aws:ecs.*service\/shop\/web has/,
    ],
  ])('names the deciding policy: %s', (why, hint) => {
    expect(hintOf(denied(why))).toMatch(hint);
  });

  it('names a user too, and only known parts', () => {
    expect(hintOf('User: arn:aws:iam::111122223333:user/ci/ann is not authorized to perform: s3:GetObject')).toBe(
      'Allow the user ann s3:GetObject on the resource that the text names.',
    );
    expect(hintOf('Access denied')).toMatch(/^Give the role that the text names/);
  });
});

describe('the hint of an artifact that was not replicated', () => {
  it('names buckets, Regions and the role', () => {
    const message =
      "Replication of artifact 'Build' failed: Failed replicating artifact from shop-eu in eu-west-1 to shop-us in us-east-1: Check source and destination artifact buckets exist and arn:aws:iam::111122223333:role/shop-pipeline has permission to access it.";
    expect(hintOf(message)).toBe(
      'Check that shop-eu exists in eu-west-1 and shop-us in us-east-1, and that the role shop-pipeline may read the first, write the second and use the KMS keys of both.',
    );
  });
});

describe('the hint of an approval that expired', () => {
  it('names the time limit', () => {
    expect(classify({ provider: 'Manual', message: 'Approval expired.' }).hint).toContain('7 days');
  });
});
