import { consoleUrl } from '../../core/execution/console-url.ts';
import type { FailedAction } from '../provider.ts';

/** A page of the AWS console in the action's Region and partition. */
export function consolePage(action: FailedAction, path: string, anchor = ''): string {
  return `${new URL(consoleUrl(action)).origin}/${path}?region=${action.region}${anchor && `#${anchor}`}`;
}
