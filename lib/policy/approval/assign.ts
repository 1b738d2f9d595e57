/** Puts people in places, nobody in two: as many places as can be are taken, and of all ways to do so one in which the
 *  earlier places are.
 *  @param places who may take each
 *  @returns who takes each, or undefined */
export function assign(places: string[][]): (string | undefined)[] {
  const placeOf = new Map<string, number>();

  /** Finds somebody for a place; who has one already goes elsewhere, if there is an elsewhere. */
  function take(place: number, asked: Set<string>): boolean {
    for (const person of places[place] ?? []) {
      if (asked.has(person)) continue;
      asked.add(person);
      const taken = placeOf.get(person);
      if (taken === undefined || take(taken, asked)) {
        placeOf.set(person, place);
        return true;
      }
    }
    return false;
  }

  for (const place of places.keys()) take(place, new Set());
  const taken = new Map([...placeOf].map(([person, place]) => [place, person]));
  return places.map((_, place) => taken.get(place));
}
