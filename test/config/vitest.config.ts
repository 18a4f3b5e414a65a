import { defineConfig } from 'vitest/config';

// The continuous run asks for a report it can count; a person only reads the screen.
const report = process.env['A423_TEST_REPORT'];

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
  },
});
