import type { Policy } from '../../policy/file/schema.ts';
import { since, zoneNote, zoneOf } from './instant.ts';
import { type AskedPlace, NO_RULE_BY_BRANCH, type PlaceOptions, placeOf } from './place.ts';

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
  const notes = [zoneNote([options.at], zone), options.branch === undefined ? undefined : NO_RULE_BY_BRANCH];
  return {
    place: placeOf(options, policy),
    at: since('--at', options.at, now, zone) ?? now,
    notes: notes.filter((note) => note !== undefined),
  };
}
