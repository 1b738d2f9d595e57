import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shorten } from '../../../lib/core/text/shorten.ts';

describe('a shortened sentence', () => {
  it('stays unchanged if it fits', () => {
    expect(shorten('Rate exceeded', 13)).toBe('Rate exceeded');
    const denied = `User ${'a'.repeat(50)} is not authorized to perform: s3:Get on ${'b'.repeat(50)}`;
    expect(shorten(denied, denied.length)).toBe(denied);
    expect(shorten(denied, denied.length - 1)).not.toBe(denied);
    const short = `User is not authorized to perform: s3:Get on ${'b'.repeat(200)}`;
    expect(shorten(short, short.length)).toBe(short);
  });

  it('keeps as much text as fits', () => {
    expect(shorten('abcdefghijklmnopqrst', 11)).toBe('abcd … qrst');
    expect(shorten('abcdefghijklmnopqrst', 19)).toHaveLength(19);
    for (const limit of [13, 14]) expect(shorten(`abc${'😀'.repeat(20)}xyz`, limit)).toBe('abc😀 … 😀xyz');
    expect(shorten(`abc${'😀'.repeat(20)}xyz`, 12)).toBe('abc😀 … xyz');
  });

  it('loses its middle, because AWS puts the reason last', () => {
    const short = shorten(
      `Deployment failed. ${'During an aborted deployment, '.repeat(30)}No space left on device.`,
      120,
    );
    expect(short).toMatch(/^Deployment failed\. /);
    expect(short).toMatch(/ … .*No space left on device\.$/);
    expect(short.length).toBeLessThanOrEqual(120);
  });

  it('keeps the action and the reason of a denial', () => {
    const arn = `arn:aws:sts::111122223333:assumed-role/${'deploy-role-'.repeat(12)}`;
    const denied = `\`aws ecr get-login-password\` failed: User: ${arn} is not authorized to perform: ecr:GetAuthorizationToken on resource: arn:aws:ecr:eu-central-1:111122223333:repository/${'x'.repeat(150)} because no identity-based policy allows it`;
    const short = shorten(denied, 300);
    expect(short).toContain('is not authorized to perform: ecr:GetAuthorizationToken');
    expect(short).toMatch(/because no identity-based policy allows it$/);
    expect(short.length).toBeLessThanOrEqual(300);
  });

  it('keeps the beginning of a denial as it is if it fits', () => {
    const short = shorten(`User: ann is not authorized to perform: s3:Get on ${'b'.repeat(100)} because of it`, 100);
    expect(short).toMatch(/^User: ann is not authorized to perform: s3:Get on b+ … b+ because of it$/);
  });

  it('fits the limit for any text, and has no broken characters', () => {
    const some = fc.constantFrom('😀', 'a', ' ', 'is not authorized to perform: s3:Get');
    fc.assert(
      fc.property(fc.array(some, { maxLength: 200 }), fc.integer({ min: 30, max: 200 }), (parts, limit) => {
        const short = shorten(parts.join(''), limit);
        expect(short.length).toBeLessThanOrEqual(limit);
        expect(short.isWellFormed()).toBe(true);
      }),
    );
  });
});
