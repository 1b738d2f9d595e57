import { Misuse } from '../refusal.ts';

const REGION_FORM = /^[a-z]{2}(-[a-z]+)+-\d{1,2}$/;

/** A new Region has it too, before this version knows the Region. */
export function hasRegionForm(name: string): boolean {
  return REGION_FORM.test(name);
}

export function unknownRegion(name: string): Misuse {
  return new Misuse(`Unknown Region "${name}"; expected one such as eu-central-1.`);
}
