/** A test or a compiler names the fault itself. */
const FAULT = [
  /^\s*● (?!Console)\S/,
  /\bAssertion(?:Failed)?Error\b|\bComparisonFailure\b|\bassertion failed\b/i,
  /^E {2,}\S|^worker 'gw\d+' crashed while /,
  /^\s*--- FAIL: /,
  /^(?!.*Tests run:).*<<< (?:FAILURE|ERROR)!/,
  /^\S[^>]* > .* FAILED$/,
  /: Assertion [`'].{1,300} failed\.?$/,
  // Unity.
  /^\S{1,300}:\d{1,6}:\w{1,100}:FAIL\b/,
  /^\s*thread '[^']*'(?: \(\d+\))? panicked at/,
  /\[FAIL\]$|^ {1,4}Failed \S.* \[[^\]]* m?s\]$/,
  /\berror (?:TS|NG|CS|FS|BC|NU|MSB|NETSDK)\d{3,5}\b/,
  /^error\[E\d{4}\]/,
  /^\s{0,8}\S{1,300}:\d{1,6}(?::\d{1,5})?: (?:[\w ]{1,40} )?[Ee]rror ?: /,
  /^\[(?:ERROR|error)\] \S{1,300}:(?:\[\d+,\d+\]|\d{1,6}:\d{1,6}: \S)/,
  // Kotlin.
  /^e: \S{1,300}:\d{1,6}:\d{1,5}:? \S/,
  /^\S{1,300}\.go:\d{1,6}:\d{1,5}: /,
  /^\s+\d+:\d+\s+error\s/,
  /\b(?:CREATE|UPDATE|DELETE)_FAILED\b(?!.*(?:cancelled|Initiated))/,
];

/** A list of tests or checks names the one that failed. */
const NAMED = [
  /^\s*(?:\[-\]|[✗✘✖×☒])\s+\S/u,
  /^\s*\[? ?FAIL(?:ED|URE)?\b ?\]?[ :-]+(?!\s*\d)\S{3,}/,
  /^\s*\S.*[ .|…*\t]FAIL(?:ED|URE)?\b[ |:!*\])]*(?:\[\d+\]|\(?[\d.]+ ?m?s\)?)?(?: +exit status \d+)?$/,
  /\*\*\* ?FAILED ?\*\*\*/,
];
/** Most lines have none of these. */
const MAY_NAME = /FAIL|[✗✘✖×☒]|^\s*\[-\]/u;

/** Failed, and may. */
const EXEMPT =
  /\b(?:ignored|expected to fail|xfail|skip(?:ped)?|todo|known|flaky|retr(?:y|ied|ying)|optional|allowed)\b/i;

/** A program ended with a message. */
const ENDED = [
  /^(?:[A-Z]{4,8}:\s+)?Traceback \(most recent call last\)/,
  /^panic: |^fatal error: |^FATAL\b|^fatal: /,
  /^\s{0,8}(?:Uncaught |Unhandled |Caused by: |Exception in thread ".{1,60}" )?(?:[\w$]{1,60}[.\\:]{1,2}){0,10}\w{0,60}(?:Error|Exception)(?: \[\w+\]| \(0x[\dA-F]{8}\))?: /,
  /^\W{0,4}(?:Error|ERROR|error): (?!(?:failed to solve|process|script|test failed|aborting|could not compile)\b)/,
  // The shell's messages begin with the script and `line 3`, in any language.
  /^\S{1,300}: \p{L}{4,7} \d{1,6}: \S/u,
  /command not found|: not found$|\bNo such file or directory\b|\bPermission denied$/,
  // A name alone stands above its message.
  /^\s{0,4}[A-Z]\w{2,60}(?:Error|Exception)$|^\s*Error Message:$/,
  // The forms of loggers and of runners.
  /^\[[^\]]{0,60}\b(?:ERROR|FATAL|CRITICAL)\b[^\]]{0,60}\]:? \S|\blevel=(?:error|fatal)\b.{0,300}\bmsg=|"level": ?"(?:error|fatal)"/,
  /^::error\b.{0,200}?::\S|^(?:PHP )?(?:Fatal|Parse) error: +\S/,
  /^\s*(?:Root cause|Failure reason|Cause|Reason) ?: \S/i,
  // The C library and the C++ runtime.
  /^(?:malloc|free|realloc|munmap_chunk)\(\): |^double free or corruption|^\*{3} \S.{0,40} detected \*{3}|^terminate called /,
  /\bNo space left on device\b|\bout of memory\b|^Killed$|\bSegmentation fault\b/i,
  /^\[(?:ERROR|FATAL)\] \S/,
  /\bAn error occurred \(\w+\) when calling\b/,
  /^\* What went wrong:/,
  // A place in a source file, and the message of a compiler or linter.
  /^\s{0,8}(?:##\[error\])?(?!at )[^\s:"']{1,300}\.\w{1,12}:\d{1,6}:\d{1,5}(?::(?=\S)|:? +)(?!note:|In |in )\S/,
  /❌/u,
  /\b(?:toomanyrequests|pull access denied|manifest unknown|unable to prepare context|no basic auth credentials)\b/,
  /\bERR_PNPM_\w+|^(?:➤ )?YN\d{4}: .*(?:would have been modified|error)/,
  /^npm (?:ERR!|error) (?:code (?!ELIFECYCLE|1$)|40[1349]\b)/,
];

/** A statement that something failed. */
const WEAK = [
  /\b(?:fatal|error|errors|exception|denied|unauthori[sz]ed|not authorized)\b[:!]|\bERROR\b|^Error\b/i,
  /\b(?:failed|cannot|can't|could not|couldn't|unable to|not found|invalid|refused|timed out|missing|unexpected|exceeded|aborted)\b/i,
  /\b(?:do(?:es)?|did)(?: not|n't) (?:exist|match)\b|\b(?:already exists|no such|mismatch|rejected|violat(?:es|ed|ions?)|forbidden|unsupported|incompatible|unresolved|corrupt(?:ed)?|crashed|not (?:supported|allowed|permitted|installed))\b/i,
  /\bFAIL\b|^curl: \(\d+\) \S/,
  /\b(?:permission|access) denied\b|\bunknown (?:option|flag|argument|command|shorthand|property|action|task|target|runtime)\b|\bunrecogni[sz]ed\b|\bnot (?:recognized|available|present|defined|set|valid|configured|logged in)\b/i,
];

/** A check that changes files, in a build that requires unchanged files. */
const DIFF = /^diff --git |^Diff in \S+/;

/** A line with such an end is only a status, however it begins. */
const STATUS =
  /\b(?:exit(?:ed)?(?: with)?(?: an?)?(?: (?:exit )?(?:code|status|value))?|(?:return|exit|status) ?code|non-?zero exit status)\b:? ?\(?-?[1-9]\d{0,2}\W*$/i;

/** The whole run failed, not one part of it. */
const WHOLE =
  /^\W{0,8}(?:[\w#:@/-]{1,60} ){0,3}(?:BUILD|TESTS?|RUN|SUITE|CHECKS?|JOB|TASK|STEP|EXECUTION|PIPELINE) FAIL(?:ED|URE)\b|^\W{0,8}(?:Finished|Results?|Status|State|Outcome|Overall|Conclusion): FAIL|^\W{0,8}(?:[Bb]uild|[Tt]ests?|[Rr]un|[Ss]uite|[Cc]ompilation) failed(?: in [\d.]+ ?m?s)?\W*$/;

/** Reports only that an earlier step failed. */
const PASSED_ON = [
  /^\s*(?:Aborted|Abort trap|Trace\/breakpoint trap)(?: \(core dumped\)|: \d)?$/,
  /^npm (?:ERR!|error) |\bELIFECYCLE\b|^error Command failed/,
  /^g?make(?:\[\d+\])?: \*\*\*|\breturned a non-zero code\b|\bdid not complete successfully\b|\bfailed to solve\b/,
  /\b(?:exit code|exited with(?: code| status)?|exit status|return code|exit value)\b:? [1-9]|\bexited with [1-9]/i,
  WHOLE,
  /^FAILURE: |^error: (?:could not compile|aborting due to|test failed|script )/,
  /^(?:> )?Execution failed for task |^The command .* (?:failed|exited)|\bnon-zero (?:exit|return) (?:code|status)\b/,
  /^\W*failed\W*$/i,
  /^\W*(?:Failed \d+ (?:tests?|specs?|examples?)|\d+ (?:tests?|specs?|examples?|suites?) failed)\b/i,
];

const HARMLESS = [
  /^\s*\[?(?:INFO|DEBUG|TRACE|NOTICE)\b/i,
  /\b(?:0|no|zero|without) (?:errors?|failures?|failed|failing|problems?|vulnerabilities)\b/i,
  /\b(?:errors?|failures?|failed|fail)[:=] ?0\b/i,
  /\bwarn(?:ing)?s?\b|\bdeprecated\b|\bignor(?:ed|ing)\b|\bretry(?:ing)?\b|\bcontinuing\b/i,
  // The shell's echo of a command, not its result.
  /^\+{1,3}[ \w'[]|^\$ |^\s*(?:if|then|echo|for|export)\b.*[;"$]/,
  /^\s*(?:✓|√|✔|PASS\b|ok\b|·)/u,
  /\.{2,} ?(?:ok|OK|passed|PASSED|yes|no|skipped)$/,
  /^\s*(?:SKIP|skipped|skipping)\b/i,
  // Probes, progress and the compiler's own command line.
  /^checking (?:for|whether|if)\b|^-- (?:Looking for|Performing Test|Checking)/,
  /^\[? *\d+(?:\/\d+|%)\]? |^\(\d+\/\d+\) /,
  /^(?:libtool: |\/bin\/(?:ba)?sh \S*libtool|(?:\S*\/)?(?:gcc|g\+\+|cc|c\+\+|clang(?:\+\+)?|javac|rustc|ghc|ar)(?:-\d+)? )/,
  /^(?:\[INFO\] )?(?:Downloading|Downloaded|Installing|Collecting|Unpacking|Fetching|Adding|Compiling|Copying|Extracting|Setting up|Get:|inflating)\b/i,
];

/** Words in paths, file names and flags are names, not statements. */
const NAMES = /(?:--?[\w-]+=?|\S*[/\\]\S*|\b[\w-]+\.[a-z]{1,5}\b(?![:(]))/g;

export type Shape = 'fault' | 'named' | 'ended' | 'weak' | 'passed-on';

/** The role of a line in a failure, by its words alone; undefined if it has none. */
export function shapeOf(line: string): Shape | undefined {
  if (has(FAULT, line)) return 'fault';
  if (MAY_NAME.test(line) && namesPart(line)) return 'named';
  if (STATUS.test(line)) return 'passed-on';
  if (has(ENDED, line)) return 'ended';
  if (has(PASSED_ON, line)) return 'passed-on';
  if (DIFF.test(line)) return 'weak';
  if (!has(WEAK, line) || !has(WEAK, line.replace(NAMES, ' ')) || frameOf(line)) return undefined;
  return isTally(line) ? 'passed-on' : 'weak';
}

function namesPart(line: string): boolean {
  return /[a-z]/.test(line) && has(NAMED, line) && !WHOLE.test(line) && !EXEMPT.test(line) && !isTally(line);
}

/** Only counts results: `2 tests, 1 passed, 1 failed`, `Failed: 1`. */
function isTally(line: string): boolean {
  return line.length < 200 && /\d/.test(line) && !/[a-z]{3}/i.test(line.replace(COUNTED, ' '));
}
const COUNTED =
  /\b\d[\d.,]*(?:%|m?s\b)?|\b(?:pass(?:ed|ing|es)?|fail(?:ed|ing|ures?|s)?|errors?|errored|warnings?|skipped|pending|undefined|ignored|tests?|specs?|steps?|scenarios?|features?|checks?|cases?|assertions?|suites?|examples?|files?|tasks?|targets?|total|count|succeeded|successful|success|expected|unexpected|found|broken|violations?|problems?|issues?|findings?|of|out|in|and|with|the|took|time|seconds?|minutes?)\b/gi;

/** Words of failure in such a line are not about this failure. */
export function isHarmless(line: string): boolean {
  return has(HARMLESS, line);
}

/** A short sentence that something failed, without a reason. */
export function isVague(line: string): boolean {
  return line.length < 160 && VAGUE.test(line);
}
const VAGUE =
  /\bexceeded its progress deadline$|(?:timed out waiting for the condition|context deadline exceeded)$|^\W{0,8}(?:(?:error|fatal)[:! ]+)?(?:[\w"'`./@#-]{1,60} ){1,6}(?:has )?failed(?: to [a-z]{2,12})?(?: with \d{1,6} errors?(?:\(s\))?| (?:after|in) [\d.]{1,10} ?[a-z]{1,8}[\w ]{0,20})?[.! ]*$/i;

/** Advice below a failure, which is not its reason. */
export function isAdvice(line: string): boolean {
  return ADVICE.test(line);
}
const ADVICE =
  /^\W{0,4}(?:use|run|try|see|read|visit|consult|please|hint|help|note|tip|for (?:more|help|details|further)|if (?:you|it|this|the|so)|to (?:fix|use|see|learn|debug|update|skip|ignore|reproduce)|more (?:info|details|information)|learn more|docs?|documentation|reference|this (?:usually|may|might|can|could)|you (?:can|may|might|should))\b|^\W{0,4}https?:\/\/\S+$|\b\d+ fixable\b/i;

function has(patterns: readonly RegExp[], line: string): boolean {
  return patterns.some((pattern) => pattern.test(line));
}

/** Occurs among the lines of an error without belonging to it. */
export function isNoise(line: string): boolean {
  return NOISE.test(line) || (/warning\b/i.test(line) && !/\berror\b/i.test(line));
}
const NOISE =
  /^g?make(?:\[\d+\])?: (?:Entering|Leaving) directory|^npm (?:WARN|warn)\b|^\[(?:INFO|WARNING)\]|\bdeprecated\b|^(?:Downloading|Downloaded|Installing|Collecting|Fetching)\b|^[-=─⎯_|+ ]{3,}$|^(?:npm (?:ERR!|error)|│)\s*$|^npm (?:ERR!|error) (?:A complete log|\s+\/)/;

/** Names the subject of the lines below it. */
export function isHeading(line: string): boolean {
  return HEADING.test(line);
}
const HEADING =
  /^\s*FAIL\s+\S|^_{3,} .{1,200} _{3,}$|^> Task .{1,200} FAILED$|^=== RUN |^---- .{1,200} stdout ----$|^\/\S{1,300}\.\w{1,8}$| > \[[^\]]{1,60}\] RUN /;

export function isSummary(line: string): boolean {
  return SUMMARY.test(line);
}
const SUMMARY =
  /^\s*Tests:? .{0,80}\b[1-9]\d* (?:failed|failing)|^=+ .{0,80}\b[1-9]\d* (?:failed|error)|^FAILED \S+::|Tests run: \d+, (?:Failures: [1-9]|Failures: \d+, Errors: [1-9])|^\s*[1-9]\d* failing$|✖ [1-9]\d* problem|^FAIL\t|^Found [1-9]\d* errors?|^test result: FAILED|^\d+ tests? completed, [1-9]\d* failed|^Failed! {1,3}-/u;

/** Stack frames: `own` for code of the project, `foreign` for libraries and the runtime. */
export function frameOf(line: string): 'own' | 'foreign' | undefined {
  if (!/^\s+at \S|^\s+❯ \S|^\s+\.{3} \d+ (?:more|common)/u.test(line)) return undefined;
  return /node_modules|node:internal|<anonymous>\)$|site-packages|^\s+at (?:java|javax|jdk|sun|org\.junit|org\.gradle|org\.apache\.maven|System|Microsoft|Xunit)\b|^\s+\.{3} /.test(
    line,
  )
    ? 'foreign'
    : 'own';
}
