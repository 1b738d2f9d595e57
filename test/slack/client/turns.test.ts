import { describe, expect, it } from 'vitest';
import { createTurns } from '../../../lib/slack/client/turns.ts';

const limited = { done: false, why: 'ratelimited', retryAfter: 1 } as const;
const done = { done: true, digest: 'd' } as const;

describe('after a rate limit on a channel', () => {
  it('only urgent messages are sent for twenty seconds, and other channels are free', async () => {
    let now = 0;
    const turns = createTurns(() => now);
    const urgent = () => turns.take('post C1', true, async () => done);
    const other = (lane = 'post C1') => turns.take(lane, false, async () => done);
    expect(await other()).toBe(done);
    await turns.take('post C1', true, async () => limited);
    now = 14_500;
    expect(await other()).toMatchObject({ done: false, retryAfter: 6 });
    expect(await urgent()).toBe(done);
    expect(await other('post C2')).toBe(done);
    now = 20_000;
    expect(await other()).toBe(done);
  });

  it('an urgent message retries sooner than another', async () => {
    const refused = (isUrgent: boolean, answer: typeof limited) =>
      createTurns(() => 0).take('post C1', isUrgent, async () => answer);
    expect(await refused(true, limited)).toMatchObject({ retryAfter: 1, retryWithin: 2 });
    expect(await refused(false, limited)).toMatchObject({ retryAfter: 20, retryWithin: 30 });
    expect(await refused(true, { ...limited, retryAfter: 60 as 1 })).toMatchObject({ retryAfter: 60 });
  });

  it('another failure keeps its own pause', async () => {
    const revoked = { done: false, why: 'invalid_auth', lasting: true } as const;
    expect(await createTurns(() => 0).take('post C1', false, async () => revoked)).toEqual(revoked);
  });
});
