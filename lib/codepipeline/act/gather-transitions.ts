/** Joins the requests of one moment, so that transitions of one pipeline are read together. */
export function gathered<Request, Answer>(
  keyOf: (request: Request) => string,
  act: (all: Request[]) => Promise<Answer[]>,
): (request: Request) => Promise<Answer> {
  const waiting = new Map<string, { all: Request[]; answers: Promise<Answer[]> }>();
  return async (request) => {
    const key = keyOf(request);
    let group = waiting.get(key);
    if (!group) {
      const all: Request[] = [];
      const answers = Promise.resolve().then(() => {
        waiting.delete(key);
        return act(all);
      });
      group = { all, answers };
      waiting.set(key, group);
    }
    const at = group.all.push(request) - 1;
    const answers = await group.answers;
    return answers[at] as Answer;
  };
}
