import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusalOf, splitSecrets } from '../../../lib/slack/endpoint/signature.ts';
import { published } from '../../kit/slack-requests.ts';

const { secret, timestamp, signature } = published;
const body = Buffer.from(published.body);
const request = { timestamp, signature, body };
const now = 1_531_420_618_000;

const mac = (key: string, ts: string, bytes: Uint8Array) =>
  `v0=${createHmac('sha256', key)
    .update(Buffer.concat([Buffer.from(`v0:${ts}:`), bytes]))
    .digest('hex')}`;

describe('a request', () => {
  it("is accepted if it is Slack's published example", () => {
    expect(refusalOf(request, [secret], now)).toBeUndefined();
  });

  it('is refused with another secret, and with none', () => {
    expect(refusalOf(request, [`${secret}0`], now)).toBe('wrong signature');
    expect(refusalOf(request, [''], now)).toBe('wrong signature');
    expect(refusalOf(request, [], now)).toBe('wrong signature');
  });

  it.each([
    ['five minutes old', 300_000, undefined],
    ['older', 300_001, 'stale'],
    ['from five minutes ahead', -300_000, undefined],
    ['from further ahead', -300_001, 'future'],
  ])('%s is accepted or refused by its age', (_, age, expected) => {
    expect(refusalOf(request, [secret], now + age)).toBe(expected);
  });

  it.each(['', 'soon', '1531420618.5', '-1531420618', '+1531420618', ' 1531420618', '1e9', '0x5b47a9ca', 'NaN'])(
    'is refused with the timestamp "%s", even if it is signed',
    (ts) => {
      expect(refusalOf({ timestamp: ts, signature: mac(secret, ts, body), body }, [secret], now)).toBe('no signature');
    },
  );

  it('is refused without a signature', () => {
    expect(refusalOf({ ...request, signature: '' }, [secret], now)).toBe('no signature');
  });

  it.each([
    ['cut', signature.slice(0, -1)],
    ['lengthened', `${signature}0`],
    ['in capitals', signature.toUpperCase()],
    ['of another version', signature.replace('v0', 'v1')],
    ['not ASCII', signature.replace(/..$/, 'é')],
    ['doubled by a proxy', `${signature},${signature}`],
  ])('is refused with a signature that is %s', (_, other) => {
    expect(refusalOf({ ...request, signature: other }, [secret], now)).toBe('wrong signature');
  });

  it('is refused with another timestamp than the signed one', () => {
    expect(refusalOf({ ...request, timestamp: '1531420619' }, [secret], now)).toBe('wrong signature');
  });

  it('is refused if a single bit of its body differs, for any body', () => {
    const somewhere = fc.uint8Array({ minLength: 1, maxLength: 300 }).chain((bytes) =>
      fc.record({
        bytes: fc.constant(bytes),
        at: fc.nat(bytes.length - 1),
        bit: fc.nat(7),
      }),
    );
    fc.assert(
      fc.property(somewhere, ({ bytes, at, bit }) => {
        const given = { timestamp, signature: mac(secret, timestamp, bytes) };
        expect(refusalOf({ ...given, body: bytes }, [secret], now)).toBeUndefined();
        const altered = bytes.with(at, (bytes[at] ?? 0) ^ (1 << bit));
        expect(refusalOf({ ...given, body: altered }, [secret], now)).toBe('wrong signature');
      }),
    );
  });
});

describe('during a change of the secret', () => {
  it.each(['old,new', 'old, new', 'old new', 'old\nnew\n', ' ,old,,new, '])(
    'both secrets of "%s" are valid',
    (text) => {
      expect(splitSecrets(text)).toEqual(['old', 'new']);
      for (const key of ['old', 'new']) {
        const given = { timestamp, signature: mac(key, timestamp, body), body };
        expect(refusalOf(given, splitSecrets(text), now)).toBeUndefined();
      }
    },
  );

  it('the empty secret between two commas is never valid', () => {
    const blanks = fc.string({ unit: fc.constantFrom('a', ',', ' ', '\n', '\t') });
    fc.assert(
      fc.property(blanks, (text) => {
        const given = { timestamp, signature: mac('', timestamp, body), body };
        expect(refusalOf(given, splitSecrets(text), now)).toBe('wrong signature');
      }),
    );
  });
});
