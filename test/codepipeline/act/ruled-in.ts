import type { CommandResult } from '../../../lib/core/command/shared-state.ts';
import type { Input } from '../../../lib/core/model/input.ts';

/** The result of a command in the shared state. */
export function ruledIn(inputs: Input[]): CommandResult | undefined {
  const boards = inputs.flatMap((input) => (input.type === 'ordered' ? [input.board] : []));
  return boards.flatMap(({ ruled = {} }) => Object.values(ruled).map(([, one]) => one))[0];
}
