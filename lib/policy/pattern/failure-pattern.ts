import type { FailureClass } from '../../core/execution/diagnosis.ts';
import { matches } from '../../core/text/glob.ts';
import type { Scope } from '../file/schema.ts';
import { type AnyPipeline, coverage } from '../scope/scope.ts';
import { TEXT_SEEN, whyItMayHang } from './regex-safety.ts';

export interface FailurePatternRule {
  id: string;
  provider?: string | string[];
  phase?: string | string[];
  match: string;
  class: FailureClass;
  retryable?: boolean;
  hint?: string;
  /** Samples that the expression must match, and must not match. */
  positive: string;
  negative: string;
  /** Absent: everywhere. */
  within?: Scope[];
}

export interface FailurePattern {
  id: string;
  class: FailureClass;
  retryable: boolean;
  hint?: string;
  within?: Scope[];
  find(where: { provider: string; phase?: string }, text: string): string | undefined;
}

export const retryableClasses: readonly FailureClass[] = ['transient-infra', 'throttling', 'capacity'];

export function compilePatterns(rules: readonly FailurePatternRule[] = []): FailurePattern[] {
  return rules.map(({ id, provider, phase, match, class: known, retryable = false, hint, within }) => {
    const pattern = compile(match);
    return {
      id,
      class: known,
      retryable,
      hint,
      within,
      find(where, text) {
        if (!fits(provider, where.provider) || !fitsPhase(phase, where.phase)) return undefined;
        return pattern.exec(text.slice(0, TEXT_SEEN))?.[0];
      },
    };
  });
}

/** The patterns of a team are for its own pipelines. */
export function patternsFor(
  patterns: readonly FailurePattern[],
  { stage, ...subject }: AnyPipeline & { stage: string },
): FailurePattern[] {
  return patterns.filter(
    ({ within }) => within === undefined || within.some((scope) => coverage(scope, subject, stage) === 'yes'),
  );
}

function fits(globs: string | string[] | undefined, name: string | undefined): boolean {
  return globs === undefined || (name !== undefined && [globs].flat().some((glob) => matches(glob, name)));
}

/** A buildspec writes `install` where CodeBuild reports INSTALL. */
function fitsPhase(globs: string | string[] | undefined, name: string | undefined): boolean {
  const lower = globs && [globs].flat().map((glob) => glob.toLowerCase());
  return fits(lower, name?.toLowerCase());
}

export function patternProblems(rule: FailurePatternRule): { key: keyof FailurePatternRule; message: string }[] {
  const wrong = whyItCannotBe(rule.match);
  if (wrong !== undefined) return [{ key: 'match', message: wrong }];
  const pattern = compile(rule.match);
  const problems: ReturnType<typeof patternProblems> = [];
  if (rule.retryable && !retryableClasses.includes(rule.class)) {
    const message = `class ${rule.class} is never retryable; only ${retryableClasses.join(', ')} are`;
    problems.push({ key: 'retryable', message });
  }
  if (!pattern.test(rule.positive.slice(0, TEXT_SEEN))) {
    problems.push({ key: 'positive', message: 'the expression does not match this sample, but must' });
  }
  if (pattern.test(rule.negative.slice(0, TEXT_SEEN))) {
    problems.push({ key: 'negative', message: 'the expression matches this sample, but must not' });
  }
  return problems;
}

function whyItCannotBe(match: string): string | undefined {
  try {
    compile(match);
  } catch (error) {
    return error instanceof Error ? error.message : 'this is not a regular expression';
  }
  return whyItMayHang(match);
}

/** `^` and `$` are the ends of a line, because logs consist of lines. */
function compile(match: string): RegExp {
  return new RegExp(match, 'm');
}
