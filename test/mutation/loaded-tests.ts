import { type RunnerTestCase, type RunnerTestSuite, TestRunner } from 'vitest';
import { renewCaches } from './caches.ts';

export interface LoadedTest {
  id: string;
  name: string;
  /** Runs it, once more or for the first time; gives what it throws. */
  run: () => Promise<unknown>;
}

export function loaded(test: RunnerTestCase): LoadedTest {
  const name = [test.file.name, ...suitesOf(test).map((suite) => suite.name), test.name].join(' > ');
  return { id: test.id, name, run: () => run(test) };
}

async function run(test: RunnerTestCase): Promise<unknown> {
  renewCaches();
  const suites = [test.file, ...suitesOf(test)];
  try {
    for (const suite of suites) await callHooks('beforeEach', test, suite);
    await TestRunner.getTestFn(test)();
    for (const suite of suites.toReversed()) await callHooks('afterEach', test, suite);
    return undefined;
  } catch (error) {
    return error ?? new Error('It threw nothing.');
  }
}

async function callHooks(
  kind: 'beforeEach' | 'afterEach',
  test: RunnerTestCase,
  suite: RunnerTestSuite,
): Promise<void> {
  for (const hook of TestRunner.getSuiteHooks(suite)[kind]) await hook(test.context, suite);
}

/** From outside to inside, without the file. */
function suitesOf(test: RunnerTestCase): RunnerTestSuite[] {
  const suites: RunnerTestSuite[] = [];
  for (let suite = test.suite; suite && suite !== test.file; suite = suite.suite) suites.unshift(suite);
  return suites;
}
