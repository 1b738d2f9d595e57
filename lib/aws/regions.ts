import { partition } from '@aws-sdk/core/client';

/** Regions that this version of the SDK knows. */
export function isRegion(name: string): boolean {
  return 'description' in partition(name);
}
