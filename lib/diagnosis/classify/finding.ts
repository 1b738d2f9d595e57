/** The provider's own record of a failure: not redacted, not cut, not yet classified. */
export interface Finding {
  /** The root cause in one sentence, not the symptom: the failed part and its message. */
  cause: string;
  /** Typed evidence, most important first: codes of the provider, such as `COMMAND_EXECUTION_ERROR`. */
  codes: string[];
  /** The provider's step in which it happened: a build phase, a lifecycle event, a state. */
  phase?: string;
  /** The lines that prove the cause, at most about 25. */
  evidence: string[];
  /** The evidence lines that may decide the class; all if absent. The end of an output contains unrelated words. */
  block?: string[];
  links: { label: string; url: string }[];
}
