import type { Policy } from '../../policy/file/schema.ts';
import { exactly, zoneNote, zoneOf } from './instant.ts';
import { type AskedPlace, type PlaceOptions, placeOf } from './place.ts';
import { routesByBranch } from './routes-by-branch.ts';

export interface AskedOptions extends PlaceOptions {
  stage?: string;
  at?: string;
}

/** Where and when a question is about, and what the answer must state about that. */
export interface Asked {
  place: AskedPlace;
  at: number;
  notes: string[];
}

/** @throws Misuse */
export function askedOf(options: AskedOptions, policy: Policy, now: number): Asked {
  const zone = zoneOf(policy);
  const place = placeOf(options, policy);
  const { branch, stage } = options;
  const routes = branch === undefined ? undefined : routesByBranch(policy, place, stage, branch);
  const notes = [zoneNote([options.at], zone), routes];
  return {
    place,
    at: exactly('--at', options.at, zone) ?? now,
    notes: notes.filter((note) => note !== undefined),
  };
}
