import { defineConfig } from 'vitest/config';

/** Whole-program tests: the real binary, a simulated Intercom, and a real browser. */
export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.ts'],
    testTimeout: 90_000,
    hookTimeout: 90_000,
    // One browser at a time: two cores also carry the server.
    fileParallelism: false,
    retry: 0,
  },
});
