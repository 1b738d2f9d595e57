/** Slack refuses with HTTP 200 and a code. `detail`: more fields of the answer. */
export class Refused extends Error {
  readonly code: string;
  readonly detail: Record<string, unknown>;

  constructor(code: string, messages?: string[]) {
    super(code);
    this.name = 'Refused';
    this.code = code;
    this.detail = messages
      ? { errors: messages, response_metadata: { messages: messages.map((line) => `[ERROR] ${line}`) } }
      : {};
  }
}
