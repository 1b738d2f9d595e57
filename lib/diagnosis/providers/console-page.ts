import { consoleOrigin } from '../../core/execution/partition.ts';
import type { FailedAction } from '../provider.ts';

/** A page of the AWS console in the action's Region and partition; empty if the Region is unknown. */
export function consolePage({ region }: FailedAction, path: string, anchor = ''): string {
  const origin = consoleOrigin(region);
  return origin === undefined ? '' : `${origin}/${path}?region=${region}${anchor && `#${anchor}`}`;
}
