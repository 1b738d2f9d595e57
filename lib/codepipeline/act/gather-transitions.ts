/** What is asked for in one moment, done at once: transitions of one pipeline are read together. */
export function gathered<Asked, Answer>(
  keyOf: (asked: Asked) => string,
  act: (all: Asked[]) => Promise<Answer[]>,
): (asked: Asked) => Promise<Answer> {
  const waiting = new Map<string, { all: Asked[]; answers: Promise<Answer[]> }>();
  return async (asked) => {
    const key = keyOf(asked);
    let group = waiting.get(key);
    if (!group) {
      const all: Asked[] = [];
      const answers = Promise.resolve().then(() => {
        waiting.delete(key);
        return act(all);
      });
      group = { all, answers };
      waiting.set(key, group);
    }
    const at = group.all.push(asked) - 1;
    const answers = await group.answers;
    return answers[at] as Answer;
  };
}
