export class PolicyError extends Error {
  override name = 'PolicyError';
  readonly problems: string[];
  constructor(problems: string[]) {
    super(
      `The policy has ${problems.length === 1 ? 'an error' : `${problems.length} errors`}:\n${problems.join('\n')}`,
    );
    this.problems = problems;
  }
}
