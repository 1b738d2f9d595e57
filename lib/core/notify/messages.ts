/** Reasons of messages and replies, as the log, the CLI and the lab show them. */
export const notifyReasons = {
  messageExists: 'The message exists in this channel, so it stays current.',
  failed: 'The execution failed. Slack sends no notification for an edited message.',
  approval: 'An approval waits for a decision. Slack sends no notification for an edited message.',
  corrected: 'The diagnosis changed after the reply was sent.',
};
