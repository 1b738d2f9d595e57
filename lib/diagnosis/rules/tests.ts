import type { TextRule } from './rule.ts';

/** Proves that the failed command ran tests, which outweighs words in a log that look transient. */
export const testCommandRules: TextRule[] = [
  {
    id: 'test-command',
    class: 'code-or-test',
    says: [
      /\bexecuting command: .{0,120}\b((npm|yarn|pnpm)( run)? test|jest|vitest|mocha|cypress|playwright|pytest|tox|rspec|phpunit|(go|cargo|dotnet|mvn|gradlew?|make) (-\S+ )*test)\b/i,
    ],
    because: 'The failed command is a test',
  },
];

/** Messages of test runners and health checks about the code. They come first, because the output of a failed test
 *  contains many other words. */
export const testRules: TextRule[] = [
  {
    id: 'tests-counted',
    class: 'code-or-test',
    says: [
      /\b[1-9]\d* (tests?|specs?|examples?|scenarios?|test cases?|suites?|failing|assertions?)\b.{0,20}\bfail(ed|ures?|ing)?\b/i,
      /\bTests?:? .{0,40}\b[1-9]\d* (failed|failures?)\b/i,
      /\b(Failures|Errors): [1-9]\d*\b/,
      /={2,} .{0,60}\b[1-9]\d* failed\b/,
      /\b[1-9]\d* failing\b/,
      /^ *FAIL(ED)?:? .{0,80}(\.(test|spec)\.|_test\b|::|\btests?\/)/m,
      /^--- FAIL: \w+/m,
      /^FAIL\t\S+/m,
      /^FAIL! -- \d+ Passed|^Summarizing \d+ Failures?:/m,
      /^[ \t]+\w+_test\.go:\d+: /m,
    ],
    because: 'Tests failed',
  },
  {
    id: 'tests-said',
    class: 'code-or-test',
    says: [
      /\bthere (are|were) (test failures|failing tests)\b/i,
      /\bnpm ERR! Test failed\b/i,
      /\bAssertion(Failed)?Error\b/,
      /\bassertion failed\b/i,
      /\bexpected:? .{1,80}?\b(but (received|got|was)|received:?)\b/i,
      /\bexpect(ed)?\(.{0,60}\)\.(not\.)?to\w+/,
      /\b(Exceeded timeout|Timeout) of \d+ ?ms (exceeded|for a (test|hook))/i,
      /\bAsync callback was not invoked within\b/i,
      /\b(TimeoutError|TimeoutException): (page|locator|Waiting|Navigation|Expected)\b/i,
      /\b(locator|page)\.\w+: Timeout \d+ ?ms exceeded\b/i,
      /\bTest timed out in \d+ ?ms/i,
      /\bcoverage .{0,60}(does not meet|below|less than)\b/i,
      /\bquality gate\b.{0,30}\b(fail|not pass)/i,
      /\bExecution failed for task ':(\w+:)*\w*[tT]est\w*'/,
    ],
    because: 'A test reports the failure',
  },
  {
    id: 'dead-links',
    class: 'code-or-test',
    says: [
      /^[ \t]*\d+\. \[L\d+\] /m,
      /\b[1-9]\d* dead links? found\b/i,
      /^[ \t]*\[✖\] https?:/mu,
      /\bExternal link \S+ failed\b/i,
    ],
    because: 'A link checker found dead links',
  },
  {
    id: 'health-checks',
    class: 'code-or-test',
    says: [
      /\bfail(ed|ing)? (\w+ ){0,2}health ?checks?\b/i,
      /\bhealth ?checks? (have |has )?(failed|failing|not pass)/i,
      /\b(is|are|became|was) unhealthy in (\(?target|\(port)/i,
      /\b(liveness|readiness|startup) probe failed\b/i,
      /\bdeployment circuit breaker\b.{0,30}\b(was )?triggered\b/i,
      /\btasks? failed to start\b|\bBackoffLimitExceeded\b/i,
      /\balarms?\b.{0,40}\b(in ALARM|ALARM state|activated|triggered)\b/i,
    ],
    because: 'The deployed version does not become healthy',
    hint: 'Check the log of the new version, and the path and port of the health check.',
  },
];
