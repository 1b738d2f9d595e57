const MACHINE = 'machine:';

/** Stands in the place of a Slack user. Slack's ids have no colon. */
export function userOfMachine(name: string): string {
  return MACHINE + name;
}

/** @returns its name in the policy; undefined for a person */
export function machineOf(user: string): string | undefined {
  return user.startsWith(MACHINE) ? user.slice(MACHINE.length) : undefined;
}

export function machineInWords(name: string): string {
  return `${name} (machine)`;
}

/** One form for a person of Slack, everywhere: `ann (U0ANN)`. */
export function personInWords({ user, name }: { user: string; name?: string }): string {
  const machine = machineOf(user);
  if (machine !== undefined) return machineInWords(machine);
  return name ? `${name} (${user})` : user;
}
