/** Text from outside mentions no one: `sentence` of the Slack messages keeps mentions, because the core writes some. */
export function withoutMentions(text: string): string {
  return text.replace(/<(?=@[UW][A-Z0-9]+>)/g, '‹');
}
