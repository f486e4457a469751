/** How the long proofs run: one after the other, so that what they measure is not each other. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['test/**/*.proof.ts'],
    testTimeout: 3_600_000,
    hookTimeout: 300_000,
    maxWorkers: 1,
    pool: 'forks',
    disableConsoleIntercept: true,
  },
});
