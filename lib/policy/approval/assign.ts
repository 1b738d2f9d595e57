/** Gives each person at most one place. Fills as many places as possible, and prefers the earlier ones.
 *  @param places the candidates for each place */
export function assign(places: string[][]): (string | undefined)[] {
  const placeOf = new Map<string, number>();

  /** A candidate who already has a place moves to another one if possible. */
  function take(place: number, tried: Set<string>): boolean {
    for (const person of places[place] ?? []) {
      if (tried.has(person)) continue;
      tried.add(person);
      const taken = placeOf.get(person);
      if (taken === undefined || take(taken, tried)) {
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
