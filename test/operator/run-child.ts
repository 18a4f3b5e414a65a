// Runs a plan in a process of its own, so that standard input can be one of its inputs, and says how it ended.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { DataError } from '../../src/core/errors.ts';
import { runPlan, type RunOptions } from '../../src/node.ts';

const { plan, inputs, out } = JSON.parse(process.argv[2]!) as { plan: unknown; inputs: RunOptions['inputs']; out: string };

try {
  const { release, report } = await runPlan(plan, { inputs, out });
  process.stdout.write(JSON.stringify({ all: readFileSync(join(release.directory, 'all.csv'), 'utf8'), files: report.inputs['rows']!.files }));
} catch (error) {
  process.stdout.write(JSON.stringify({ error: error instanceof DataError ? error.code : String(error) }));
}
