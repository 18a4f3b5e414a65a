import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// The continuous run asks for a report it can count; a person only reads the screen.
const report = process.env['A423_TEST_REPORT'];

const repository = new URL('../..', import.meta.url).pathname;
const files = readdirSync(join(repository, 'test'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts')).map((file) => `test/${file}`);

// Most files share a process with others, which saves loading the library for each. Those that put something in the place
// of a module or a global, or that measure memory, have one of their own: the peak of a child process starts, on Linux,
// at the memory of the process that started it.
const NEEDS_PROCESS = /\bvi\.|\bnaive\.ts'|memoryUsage|maxRSS|[Pp]eak/;
const alone = files.filter((file) => NEEDS_PROCESS.test(readFileSync(join(repository, file), 'utf8')));

// Node imports their modules itself: those of Vite reach each other through getters, which costs loops half as much again.
const typescript = new URL('load-typescript.js', import.meta.url).href;

export default defineConfig({
  test: {
    root: repository,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    projects: [
      {
        extends: true,
        test: { name: 'together', include: ['test/**/*.test.ts'], exclude: alone, isolate: false, execArgv: ['--import', typescript], experimental: { viteModuleRunner: false, nodeLoader: false } },
      },
      { extends: true, test: { name: 'alone', include: alone } },
    ],
  },
});
