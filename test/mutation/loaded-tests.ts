import { type RunnerTestCase, type RunnerTestSuite, TestRunner } from 'vitest';
import { renewCaches } from './caches.ts';

export interface LoadedTest {
  id: string;
  name: string;
  /** Runs the test, for the first time or again, and returns its error. */
  run: () => Promise<unknown>;
}

export function loaded(test: RunnerTestCase): LoadedTest {
  const name = [test.file.name, ...suitesOf(test).map((suite) => suite.name), test.name].join(' > ');
  return { id: test.id, name, run: () => run(test) };
}

async function run(test: RunnerTestCase): Promise<unknown> {
  renewCaches();
  const suites = [test.file, ...suitesOf(test)];
  const undo: (() => unknown)[] = suites.toReversed().map((suite) => () => callHooks('afterEach', test, suite));
  const problems: unknown[] = [];
  try {
    for (const suite of suites) undo.unshift(...(await callHooks('beforeEach', test, suite)));
    await TestRunner.getTestFn(test)();
  } catch (error) {
    problems.push(error ?? new Error('It threw nothing.'));
  }
  for (const each of [...undo, ...finishing()]) {
    try {
      await each();
    } catch (error) {
      problems.push(error);
    }
  }
  return problems[0];
}

/** Returns the clean-ups of the hooks. */
async function callHooks(kind: 'beforeEach' | 'afterEach', test: RunnerTestCase, suite: RunnerTestSuite) {
  const undo: (() => unknown)[] = [];
  for (const hook of TestRunner.getSuiteHooks(suite)[kind]) {
    const returned: unknown = await hook(test.context, suite);
    if (typeof returned === 'function') undo.unshift(() => returned());
  }
  return undo;
}

/** The functions that the test gave to `onTestFinished`. Vitest keeps them in the test that drives all others, in a
 *  field without a type. */
function finishing(): (() => unknown)[] {
  const drive = TestRunner.getCurrentTest() as { onFinished?: (() => unknown)[] } | undefined;
  return (drive?.onFinished?.splice(0) ?? []).toReversed();
}

/** From the outer to the inner suite, without the file. */
function suitesOf(test: RunnerTestCase): RunnerTestSuite[] {
  const suites: RunnerTestSuite[] = [];
  for (let suite = test.suite; suite && suite !== test.file; suite = suite.suite) suites.unshift(suite);
  return suites;
}
