import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { patience } from './test/patience.ts';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'conformance/**/*.test.ts', 'scripts/**/*.test.ts'],
    globalSetup: 'test/temporary-folder.ts',
    // A thread that ends while something of Node's own is still counted as open never ends: a process always does.
    pool: 'forks',
    isolate: false,
    // Left to itself it keeps one processor free: on two that is half the machine.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/fixtures/**', '**/test-*.ts'],
      reporter: ['text-summary', 'json-summary'],
      reportsDirectory: '.cache/coverage',
    },
    testTimeout: patience(60_000),
    hookTimeout: patience(60_000),
  },
});
