/** One form for a person of Slack, everywhere: `ann (U0ANN)`. */
export function personInWords({ user, name }: { user: string; name?: string }): string {
  return name ? `${name} (${user})` : user;
}
