import type { FailureClass } from '../../core/execution/diagnosis.ts';

/** The classes whose causes may be gone at the next attempt. No other can be called retryable: the types say so. */
export const passingClasses = ['transient-infra', 'throttling', 'capacity'] as const;
type PassingClass = (typeof passingClasses)[number];

/** A class, and whether its cause passes by itself. */
type Kind =
  | { class: PassingClass; passes: boolean }
  | { class: Exclude<FailureClass, PassingClass>; passes?: undefined };

export type Rule = Kind & {
  id: string;
  /** What such a statement means, as a sentence without its full stop. The words it was read from are added. */
  because: string;
  hint?: string;
};

/** A rule about what a text says. */
export type TextRule = Rule & {
  /** Any of these says it. */
  says: RegExp[];
  /** The hint with the names that the text has, where it has them. */
  hintFrom?: (text: string) => string | undefined;
  /** Words beside which it means something else. */
  unless?: RegExp;
  /** The statement is read so only where sources are fetched. */
  only?: 'source';
};

/** A rule about a provider's own code. */
export type CodeRule = Rule & {
  codes: RegExp;
  /**
   * How much the code says. `all`: it decides. `kind`: a text may say it more exactly, but nothing that is called
   * permanent so becomes retryable. `little`: it counts where nothing else says anything.
   */
  says: 'all' | 'kind' | 'little';
};

export interface Classification {
  class: FailureClass;
  retryable: boolean;
  because: string;
  hint?: string | undefined;
}

export function policyAnswer({ class: known, passes = false, because, hint }: Rule, words: string): Classification {
  return { class: known, retryable: passes, because: quote(because, words), hint };
}

export function quote(because: string, words: string): string {
  const short = words.length > 120 ? `${words.slice(0, 119)}…` : words;
  return `${because}: "${short.trim()}".`;
}

/** The first rule that the text agrees with. */
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
