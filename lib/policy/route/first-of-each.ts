/** Of routes with the same key in all files, the first counts: the main file stands before the files of teams. To be asked
 *  before a pipeline is, or a later route would bring its pipelines into the message of the first. */
export function firstOfEach<T extends { key: string }>(all: T[]): T[] {
  const first = new Map<string, T>();
  for (const one of all) if (!first.has(one.key)) first.set(one.key, one);
  return [...first.values()];
}
