/** Why a queue message is refused. */
export const NOT_JSON = 'The message is not JSON.';
export const NOT_OURS = 'The message is not a CodePipeline event, an approval request, a vote, a command or a tick.';

export function invalidVoteText(fields: string[]): string {
  return `The vote of a machine has no valid ${fields.slice(0, 5).join(', ')}.`;
}

export function missingFieldsText(fields: string[]): string {
  const shown = fields.slice(0, 5).join(', ');
  return fields.length === 1
    ? `The CodePipeline event has no valid field ${shown}.`
    : `The CodePipeline event has no valid fields ${shown}.`;
}
