/** The last 4 KB of a script's output. CodeDeploy prefixes each line with the stream, and adds a heading. */

const MAX_LINES = 15;

interface Line {
  text: string;
  isError: boolean;
}

/** The last lines, and before them the first line on stderr. */
export function scriptLines(logTail = ''): string[] {
  const lines = logTail.split('\n').flatMap((line) => lineOf(line) ?? []);
  const last = lines.slice(-MAX_LINES);
  const firstError = lines.find(({ isError }) => isError);
  const shown = firstError && !last.includes(firstError) ? [firstError, ...last] : last;
  return shown.map(({ text }) => text);
}

function lineOf(line: string): Line | undefined {
  if (/^(LifecycleEvent|Script) - /.test(line)) return undefined;
  const { stream, rest = '' } = /^(?:\[(?<stream>stdout|stderr)\])?(?<rest>.*)$/s.exec(line)?.groups ?? {};
  return rest.trim() === '' ? undefined : { text: rest.trimEnd(), isError: stream === 'stderr' };
}
