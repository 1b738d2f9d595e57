import { describe, expect, it } from 'vitest';
import { createTurns, withinTurn } from '../../../lib/slack/client/turns.ts';

const limited = { done: false, why: 'ratelimited', retryAfter: 1 } as const;

describe('after Slack has limited a channel', () => {
  it('only urgent messages go for ten seconds, and other channels are free', () => {
    let now = 0;
    const turns = createTurns(() => now);
    expect(turns.mayGo('post C1', false)).toBeUndefined();
    turns.limited('post C1');
    now = 4_500;
    expect(turns.mayGo('post C1', false)).toMatchObject({ done: false, retryAfter: 6 });
    expect(turns.mayGo('post C1', true)).toBeUndefined();
    expect(turns.mayGo('post C2', false)).toBeUndefined();
    now = 10_000;
    expect(turns.mayGo('post C1', false)).toBeUndefined();
  });

  it('an urgent message tries again sooner than another', () => {
    expect(withinTurn(limited, true)).toMatchObject({ retryAfter: 1, retryWithin: 2 });
    expect(withinTurn(limited, false)).toMatchObject({ retryAfter: 10, retryWithin: 30 });
    expect(withinTurn({ ...limited, retryAfter: 60 }, true)).toMatchObject({ retryAfter: 60 });
  });

  it('another failure keeps its own pause', () => {
    expect(withinTurn({ done: false, why: 'invalid_auth', lasting: true }, false)).toEqual({
      done: false,
      why: 'invalid_auth',
      lasting: true,
    });
  });
});
