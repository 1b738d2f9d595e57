/** Stored in rows. */
export const REFRESH_KEY = 'survey';

export function transitionKey(stage: string): string {
  return `gate:${stage}`;
}

export function isTransitionKey(key: string): boolean {
  return key.startsWith('gate:');
}
