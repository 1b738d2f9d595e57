import type { FailureClass } from '../../core/execution/diagnosis.ts';

/** Classes with causes that may be gone at the next attempt. The types forbid `retryable` for all others. */
export const passingClasses = ['transient-infra', 'throttling', 'capacity'] as const;
type PassingClass = (typeof passingClasses)[number];

/** A class, and whether its cause is transient. */
type Kind =
  | { class: PassingClass; passes: boolean }
  | { class: Exclude<FailureClass, PassingClass>; passes?: undefined };

export type Rule = Kind & {
  id: string;
  /** The meaning of such a statement, as a sentence without its full stop. The matched words are appended. */
  because: string;
  hint?: string;
};

export type TextRule = Rule & {
  /** One match is enough. */
  says: RegExp[];
  /** The hint with names from the text, if it has them. */
  hintFrom?: (text: string) => string | undefined;
  /** Words that change the meaning of the statement. */
  unless?: RegExp;
  /** Applies only where sources are fetched. */
  only?: 'source';
};

export type CodeRule = Rule & {
  codes: RegExp;
  /** The weight of the code. `all`: it decides. `kind`: a text may be more exact, but cannot make a permanent
   *  failure retryable. `little`: it counts only without other evidence. */
  says: 'all' | 'kind' | 'little';
};

export interface Classification {
  class: FailureClass;
  retryable: boolean;
  because: string;
  hint?: string;
}

export function policyAnswer({ class: known, passes = false, because, hint }: Rule, words: string): Classification {
  return { class: known, retryable: passes, because: quote(because, words), hint };
}

export function quote(because: string, words: string): string {
  const short = words.length > 120 ? `${words.slice(0, 119)}…` : words;
  return `${because}: "${short.trim()}".`;
}

export function readText(rules: readonly TextRule[], text: string, atSource: boolean): Classification | undefined {
  for (const rule of rules) {
    if ((rule.only === 'source' && !atSource) || rule.unless?.test(text)) continue;
    for (const pattern of rule.says) {
      const words = pattern.exec(text)?.[0];
      if (words !== undefined) return policyAnswer({ ...rule, ...named(rule.hintFrom?.(text)) }, words);
    }
  }
  return undefined;
}

function named(hint: string | undefined): { hint?: string } {
  return hint === undefined ? {} : { hint };
}
