/** How the tests run: everything beside the law and under test/, two workers. It selects no database; test/database.ts does. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'test/**/*.test.ts', 'test/**/*.test.tsx'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two workers: each may hold a database and a browser of its own.
    maxWorkers: 2,
    pool: 'forks',
  },
});
