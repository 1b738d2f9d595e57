/** Runners of several tasks begin each line with the task: `web:build: `, `packages/ui build: `, `api-1  | `, `[javac] `. */
const TASK =
  /^(?:[@\w][\w@./-]{0,60}(?::[a-z][\w.-]{0,40}){1,2}: ?|(?:\.|[@\w][\w@.-]{0,40}\/[\w@./-]{1,60}) [a-z][\w:.-]{0,40}: ?|[+@a-zA-Z][\w@./+-]{0,60} {1,20}\| ?|==> [\w.-]{1,80}: |\s{0,12}\[[a-z\d@][\w@/.:-]{0,40}\] )/;
/** Levels, and the names of programs that begin their own messages in the same way. */
const OWN_WORDS =
  /\b(?:error|warn(?:ing)?|info|debug|trace|notice|note|fatal|fail(?:ed|ure)?|severe|critical|stdout|stderr|npm|passed?|skip(?:ped)?|ok|hint|help)\b/i;
/** Fewer lines may have the same beginning by chance. */
const OFTEN = 3;
/** The runner's own remark on a task: `web:build: ERROR: command finished with error`. */
const REMARK = /^(?:ERROR: command finished with error|cache (?:miss|hit)\b)/;

export function withoutTasks(lines: readonly string[]): string[] {
  const counts = new Map<string, number>();
  const tasks = lines.map((line) => {
    const task = TASK.exec(line)?.[0].trim();
    if (task === undefined || OWN_WORDS.test(task)) return undefined;
    counts.set(task, (counts.get(task) ?? 0) + 1);
    return task;
  });
  // Packer indents what a script writes, in place of the arrow.
  const known = new Set([...counts].flatMap(([task, count]) => (count < OFTEN ? [] : [task])));
  return lines.map((line, at) => {
    const task = tasks[at] ?? indented(line);
    if (task === undefined || !known.has(task)) return line;
    const rest =
      tasks[at] === undefined
        ? line.slice(task.length + 1)
        : line.slice(line.indexOf(task) + task.length).replace(/^ /, '');
    return REMARK.test(rest) ? line : rest;
  });
}

function indented(line: string): string | undefined {
  const name = /^ {4}(?<name>[\w.-]{1,80}:) /.exec(line)?.groups?.name;
  return name === undefined ? undefined : `==> ${name}`;
}
