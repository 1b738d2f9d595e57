/** An error of the API, under the name that the SDK turns into a typed exception. */
export class AwsError extends Error {
  readonly status: number;
  constructor(name: string, message: string, status = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

/** The caller gets no answer at all. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}
