function or(words: string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

export const timeSentences = {
  noTime: (text: string) =>
    `"${text}" is not a time. Write 18:00, tomorrow 9am, mon 09:00, 2026-11-23 08:00 or 2026-11-23T08:00Z.`,
  unclear: (text: string, meant: string[]) =>
    meant.length > 1
      ? `"${text}" can mean different times. Write ${or(meant)}.`
      : `"${text}" is not clear. Write ${or(meant)}.`,
  missingTime: (example: string) => `The time is missing: ${example}.`,
  noZone: (text: string, near: string[]) =>
    `"${text}" is not a time zone that Signalbox knows.${near.length > 0 ? ` Did you mean ${or(near)}?` : ''} Write a zone such as Europe/Berlin, an offset such as +01:00, or no zone for your own.`,
  zoneUnread:
    'Signalbox could not read your time zone from Slack. Add a zone or an offset: 18:00 Europe/Berlin, or 2026-11-23T08:00+01:00.',
} as const;
