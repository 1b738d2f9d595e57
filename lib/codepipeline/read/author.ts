export interface Author {
  name?: string;
  email?: string;
}

/** Never shortened: a shortened address could belong to another person. */
export function emailOf(text = ''): string | undefined {
  return /^[^\s@]+@[^\s@]+$/.test(text) && text.length <= 254 ? text : undefined;
}
