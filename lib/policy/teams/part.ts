import type { PlaceOf } from '../file/problem.ts';
import type { MainFile } from '../file/schema.ts';
import type { TeamFile } from './schema.ts';

export interface TeamPart {
  team: string;
  /** From the folder of the main file. */
  file: string;
  /** The scopes of the main file that the team may speak about. */
  given: string[];
  rules: TeamFile;
  placeOf: PlaceOf;
}

export interface MainPart {
  rules: MainFile;
  placeOf: PlaceOf;
}
