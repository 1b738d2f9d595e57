/** An instant in a text for Slack, which shows it in the reader's own zone.
 *  @param ms milliseconds
 *  @param fallback for clients that do not know the notation; must not contain `|`, `<` or `>` */
export function readerTime(ms: number, fallback: string): string {
  return `<!date^${Math.floor(ms / 1000)}^{date_short_pretty} {time}|${fallback}>`;
}
