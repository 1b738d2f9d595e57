type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Leaves out what is undefined: on the wire a key is there or it is not. */
export function present<T extends object>(fields: T): Partial<Present<T>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Present<T>>;
}
