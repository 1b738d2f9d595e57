import type { HomeChoices, HomeRequest } from './types.ts';

export const noChoices: HomeChoices = { pinned: {}, muted: {}, at: 0 };

const MOST = 50;

export function withActs(known: HomeChoices, requests: HomeRequest[]): HomeChoices {
  return requests.reduce(withAct, known);
}

function withAct(known: HomeChoices, { act, at }: HomeRequest): HomeChoices {
  if (act === undefined) return known;
  const list = act.type === 'pin' || act.type === 'unpin' ? 'pinned' : 'muted';
  const { [act.pipeline]: _, ...others } = known[list];
  const isOn = act.type === 'pin' || act.type === 'mute';
  const next = isOn ? [...Object.entries(others), [act.pipeline, at] as const].slice(-MOST) : Object.entries(others);
  return { ...known, [list]: Object.fromEntries(next), at };
}
