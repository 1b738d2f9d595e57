/** What a provider's own records say, as they say it: not redacted, not cut, not yet classified. */
export interface Finding {
  /** The root cause in one sentence, not the symptom: what failed, and what it said. */
  cause: string;
  /** Typed evidence, weightiest first: the provider's own codes (`COMMAND_EXECUTION_ERROR`, `ScriptFailed`, `OutOfMemoryError`). */
  codes: string[];
  /** Where in the provider's own course it happened: a build phase, a lifecycle event, a state. */
  phase?: string | undefined;
  /** The lines that prove it, at most about 25. */
  evidence: string[];
  /** Those of them that the class may rest on; without it all of them. The end of an output has words of all kinds. */
  block?: string[] | undefined;
  links: { label: string; url: string }[];
}
