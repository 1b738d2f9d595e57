import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The functions are tested as they are deployed: built, once for all tests.
    globalSetup: ['test/kit/build.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
