import type { FailurePattern } from '../../policy/pattern/failure-pattern.ts';
import { TEXT_SEEN } from '../../policy/pattern/regex-safety.ts';
import { serverRules, serviceRules } from '../rules/aws-services.ts';
import { capacityRules } from '../rules/capacity.ts';
import { codeRules } from '../rules/code.ts';
import { readCode } from '../rules/codes.ts';
import { configurationRules } from '../rules/configuration.ts';
import { deployRules } from '../rules/deploy.ts';
import { generalRules } from '../rules/general.ts';
import { kubernetesRules } from '../rules/kubernetes.ts';
import { networkRules } from '../rules/network.ts';
import { accessRules, iamRules } from '../rules/permission.ts';
import { placeRules } from '../rules/places.ts';
import { personRules } from '../rules/rejection.ts';
import { type Classification, quote, readText } from '../rules/rule.ts';
import { sourceRules } from '../rules/source.ts';
import { stackRules } from '../rules/stack.ts';
import { testCommandRules, testRules } from '../rules/tests.ts';
import { expiryRules, timeoutRules } from '../rules/timeout.ts';
import { toolRules, truncatedRules } from '../rules/tools.ts';
import { vagueRules } from '../rules/vague.ts';
import { type Evidence, evidenceOf, type Failure, isApproval, isAtSource } from './evidence.ts';
import { calledErrors } from './service-error.ts';

/** Lasting causes come first: services often describe a denial in words of a transient error. */
const first = [...personRules, ...testRules, ...iamRules, ...sourceRules, ...kubernetesRules, ...accessRules];
const settings = [...placeRules, ...stackRules, ...deployRules, ...configurationRules];
const last = [...truncatedRules, ...capacityRules, ...serviceRules, ...timeoutRules, ...networkRules];
const ofWords = {
  lasting: [...first, ...toolRules, ...settings, ...codeRules, ...vagueRules],
  passing: [...last, ...serverRules],
};
/** A log contains many words, so code comes before configuration here, and vague rules do not apply. */
const ofLogs = { lasting: [...first, ...toolRules, ...codeRules, ...settings], passing: last };

export type { Classification } from '../rules/rule.ts';

type Input = Failure & { signatures?: readonly FailurePattern[] };

/** Classifies a failure. Automatic retry relies on the class: typed evidence comes before text, a lasting cause wins
 *  over a transient one, and a failure without evidence stays unknown. The quotes in `because` are not redacted yet. */
export function classify(failure: Input): Classification {
  if (isApproval(failure)) return approval(failure);
  const { found: near, stated, worded, logged, shown } = evidenceOf(failure);
  const atSource = isAtSource(failure);
  const signed = signatureOf(failure, worded, shown);
  const lasting = lastingCode(stated) ?? lastingCode(logged) ?? readText(personRules, stated.text, atSource);
  if (signed && !(signed.retryable && lasting)) return signed;

  // CodePipeline's message often states only the symptom, so the provider's records come first.
  const found =
    decide(near, ofWords, atSource) ??
    decide(stated, ofWords, atSource) ??
    fromLog(worded, logged, atSource) ??
    weakEvidence({ codes: calledErrors(logged.text), text: '' }) ??
    weakEvidence(stated) ??
    weakEvidence(logged);
  if (!found) return { class: 'unknown', retryable: false, because: unknown(logged.text) };
  const against =
    found.retryable &&
    (lastingCode(stated) ??
      readText(first, stated.text, atSource) ??
      lastingCode(logged) ??
      readText(ofLogs.lasting, logged.text, atSource) ??
      readText(testRules, shown.text, atSource));
  if (!against) return found;
  const because = `${found.because} But another reason speaks against a retry. ${against.because}`;
  return { ...found, retryable: false, because };
}

/** The message may be a reviewer's comment, so it is not read as a reason. */
function approval({ message = '' }: Failure): Classification {
  const late = readText(expiryRules, message, false);
  return late ?? { class: 'manual-rejection', retryable: false, because: 'A person rejected the approval.' };
}

function decide({ codes, text }: Evidence, rules: typeof ofWords, atSource: boolean): Classification | undefined {
  const typed = codes.flatMap((code) => readCode(code) ?? []);
  const decisive = typed.filter(({ says }) => says === 'all').map(({ policyAnswer }) => policyAnswer);
  const lasting = decisive.find(({ retryable }) => !retryable) ?? readText(rules.lasting, text, atSource);
  if (lasting) return lasting;
  const passing = decisive[0] ?? readText(rules.passing, text, atSource);
  const bar = lastingCode({ codes, text });
  return passing?.retryable && bar ? bar : (passing ?? bar);
}

/** A failed test may print any text that looks transient. */
function fromLog(worded: Evidence, logged: Evidence, atSource: boolean): Classification | undefined {
  const found = decide(logged, ofLogs, atSource);
  const isOpen = found?.retryable || found?.class === 'unknown' || found?.class === 'transient-infra';
  return (isOpen ? readText(testCommandRules, worded.text, atSource) : undefined) ?? found;
}

function unknown(reason: string): string {
  const [line = ''] = reason.trim().split('\n', 1);
  return line === '' ? 'No known cause.' : quote('The class of this reason is not known', line);
}

/** A code that marks the failure as permanent, whatever the text. */
function lastingCode({ codes }: Evidence): Classification | undefined {
  const typed = codes.flatMap((code) => readCode(code) ?? []);
  return typed.find(({ says, policyAnswer }) => says !== 'little' && !policyAnswer.retryable)?.policyAnswer;
}

/** Weak evidence, used only if there is no better. */
function weakEvidence({ codes, text }: Evidence): Classification | undefined {
  return codes.flatMap((code) => readCode(code)?.policyAnswer ?? [])[0] ?? readText(generalRules, text, false);
}

/** The first of the policy's failure patterns that matches the text or the end of the log. */
function signatureOf(
  { provider, finding, signatures = [] }: Input,
  stated: Evidence,
  logged: Evidence,
): Classification | undefined {
  for (const { find, id, within: _, ...known } of signatures) {
    const where = { provider, phase: finding?.phase };
    const words = find(where, stated.text) ?? find(where, logged.text.slice(-TEXT_SEEN));
    if (words !== undefined) {
      return { ...known, because: quote(`The policy's signature "${id}" matches`, words) };
    }
  }
  return undefined;
}
