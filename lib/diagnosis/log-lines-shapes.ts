/** How much a line tells of what went wrong, the best first. Within one kind the first line is the cause. */
const kinds: RegExp[][] = [
  // A test or a compiler names the fault itself.
  [
    /^\s*● (?!Console)\S/,
    /\bAssertion(?:Failed)?Error\b|\bComparisonFailure\b|\bassertion failed\b/,
    /^E {2,}\S/,
    /^\s*--- FAIL: /,
    /^(?!.*Tests run:).*<<< (?:FAILURE|ERROR)!/,
    /^\S[^>]* > .* FAILED$/,
    /^thread '[^']*' panicked at/,
    /\[FAIL\]$|^ {1,4}Failed \S.* \[[^\]]* m?s\]$/,
    /\berror (?:TS|CS|FS|BC|NU|MSB|NETSDK)\d{3,5}\b/,
    /^error\[E\d{4}\]/,
    /^\S{1,300}:\d{1,6}(?::\d{1,5})?: (?:fatal )?error: /,
    /^\[ERROR\] \S{1,300}:\[\d+,\d+\]/,
    /^\S{1,300}\.go:\d{1,6}(?::\d{1,5})?: /,
    /^\s+\d+:\d+\s+error\s/,
    /\b(?:CREATE|UPDATE|DELETE)_FAILED\b(?!.*(?:cancelled|Initiated))/,
  ],
  // A program ended with a message.
  [
    /^Traceback \(most recent call last\)/,
    /^panic: |^fatal error: |^FATAL\b|^fatal: /,
    /^(?:Uncaught |Unhandled |Caused by: |Exception in thread ".{1,60}" )?(?:[\w$]{1,60}\.){0,10}\w{0,60}(?:Error|Exception)(?: \[\w+\])?: /,
    /^\W{0,4}(?:Error|ERROR|error): (?!(?:failed to solve|process|script|test failed|aborting|could not compile)\b)/,
    /command not found|: not found$|\bNo such file or directory\b|\bPermission denied$/,
    /\bNo space left on device\b|\bheap out of memory\b|^Killed$|\bSegmentation fault\b/i,
    /^\* What went wrong:/,
    /❌/u,
    /\b(?:toomanyrequests|pull access denied|manifest unknown|unable to prepare context|no basic auth credentials)\b/,
    /\bERR_PNPM_\w+|^(?:➤ )?YN\d{4}: .*(?:would have been modified|error)/,
    /^npm (?:ERR!|error) (?:code (?!ELIFECYCLE|1$)|40[1349]\b)/,
  ],
  // Somebody says that something failed.
  [
    /\b(?:fatal|error|exception|denied|unauthori[sz]ed|not authorized)\b[:!]|\bERROR\b/i,
    /\b(?:failed|cannot|could not|couldn't|unable to|not found|invalid|refused|timed out|missing)\b/i,
    /\bFAIL\b/,
  ],
  // It is only passed on that something before it failed.
  [
    /^npm (?:ERR!|error) |\bELIFECYCLE\b|^error Command failed/,
    /^make(?:\[\d+\])?: \*\*\*|\breturned a non-zero code\b|\bdid not complete successfully\b|\bfailed to solve\b/,
    /\b(?:exit code|exited with(?: code| status)?|exit status)\b:? [1-9]/,
    /\bBUILD FAIL(?:ED|URE)\b|^FAILURE: |^error: (?:could not compile|aborting due to|test failed|script )/,
  ],
];

const HARMLESS = [
  /\b(?:0|no|zero|without) (?:errors?|failures?|failed|failing|problems?|vulnerabilities)\b/i,
  /\b(?:errors?|failures?|failed|fail)[:=] ?0\b/i,
  /\bwarn(?:ing)?s?\b|\bdeprecated\b|\bignor(?:ed|ing)\b|\bretry(?:ing)?\b|\bcontinuing\b/i,
  // What the shell was told, not what came of it.
  /^\+{1,3} /,
  /^\s*(?:✓|√|✔|PASS\b|ok\b|·)/u,
  /^(?:\[INFO\] )?(?:Downloading|Downloaded|Installing|Collecting|Unpacking|Fetching|Adding|Compiling|Extracting|Setting up|Get:|inflating)\b/i,
];

/** The lower the more telling; undefined of a line that tells nothing. */
export function tellingKind(line: string): number | undefined {
  const kind = kinds.findIndex((patterns) => patterns.some((pattern) => pattern.test(line)));
  // What only passes a failure on has words of the kinds above in it.
  const passesOn = kind > 0 && kinds[3]?.some((pattern) => pattern.test(line)) && !kinds[1]?.some((p) => p.test(line));
  if (kind < 0 || (kind > 0 && isHarmless(line))) return undefined;
  return passesOn ? 3 : kind;
}

function isHarmless(line: string): boolean {
  return HARMLESS.some((pattern) => pattern.test(line));
}

/** Stands among the lines of an error, and does not belong to it. */
export function isNoise(line: string): boolean {
  return NOISE.test(line) || (/\bwarning\b/i.test(line) && !/\berror\b/i.test(line));
}
const NOISE =
  /^npm (?:WARN|warn)\b|^\[(?:INFO|WARNING)\]|\bdeprecated\b|^(?:Downloading|Downloaded|Installing|Collecting|Fetching)\b|^[-=─⎯_|+ ]{3,}$|^(?:npm (?:ERR!|error)|│)\s*$|^npm (?:ERR!|error) (?:A complete log|\s+\/)/;

/** Names what the lines below it are about. */
export function isHeading(line: string): boolean {
  return HEADING.test(line);
}
const HEADING =
  /^\s*FAIL\s+\S|^_{3,} .{1,200} _{3,}$|^> Task .{1,200} FAILED$|^=== RUN |^---- .{1,200} stdout ----$|^\/\S{1,300}\.\w{1,8}$| > \[[^\]]{1,60}\] RUN /;

/** Counts what failed. */
export function isSummary(line: string): boolean {
  return SUMMARY.test(line);
}
const SUMMARY =
  /^\s*Tests:? .{0,80}\b[1-9]\d* (?:failed|failing)|^=+ .{0,80}\b[1-9]\d* (?:failed|error)|^FAILED \S+::|Tests run: \d+, (?:Failures: [1-9]|Failures: \d+, Errors: [1-9])|^\s*[1-9]\d* failing$|✖ [1-9]\d* problem|^FAIL\t|^Found [1-9]\d* errors?|^test result: FAILED|^\d+ tests? completed, [1-9]\d* failed|^Failed! {1,3}-/u;

/** A frame of a stack, and whether it is of a library or of the runtime. */
export function frameOf(line: string): 'own' | 'foreign' | undefined {
  if (!/^\s+at \S|^\s+❯ \S|^\s+\.{3} \d+ (?:more|common)/u.test(line)) return undefined;
  return /node_modules|node:internal|<anonymous>\)$|site-packages|^\s+at (?:java|javax|jdk|sun|org\.junit|org\.gradle|org\.apache\.maven|System|Microsoft|Xunit)\b|^\s+\.{3} /.test(
    line,
  )
    ? 'foreign'
    : 'own';
}
