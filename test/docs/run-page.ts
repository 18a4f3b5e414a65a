// Runs the blocks of a documentation page that say they can be run, in order, in one empty folder per page.
//
//   ```ts run              the code runs; `// =>` and `// throws` are held to what they say (run-code.ts)
//   ```yaml plan           the plan has no problem; with `refused=CODE,CODE` it has exactly these
//   ```sh run              each line runs; `a423` is the command of the build; with `fails=2` the last line exits with 2
//   ```text output         is what the block above printed; a line `…` stands for any lines
//   … file=NAME            the block is written to NAME in the page's folder, for the blocks below
//
// A fence without these words is only read by people. A word that is none of these is a mistake.
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { repository } from '../package/source-graph.ts';
import type { Block } from './markdown.ts';
import { load, runCode } from './run-code.ts';

const ACTIONS: Readonly<Record<string, readonly string[]>> = { ts: ['run'], js: [], yaml: ['plan'], json: ['plan'], sh: ['run'], text: ['output'] };

/** Tells what a block asks for: at most one action, and settings such as `file=x`. */
export function readWords(block: Block): { action: string | null; settings: Readonly<Record<string, string>> } {
  const settings: Record<string, string> = {};
  let action: string | null = null;
  for (const word of block.words) {
    const [name = '', value] = word.split('=');
    if (value !== undefined && ['file', 'refused', 'fails'].includes(name) && value !== '') settings[name] = value;
    else if (action === null && (ACTIONS[block.language] ?? []).includes(word)) action = word;
    else if (word !== 'no-run') throw new Error(`line ${block.line}: "${word}" means nothing after ${block.language}`);
  }
  if (settings['refused'] !== undefined && action !== 'plan') throw new Error(`line ${block.line}: "refused" belongs to a plan`);
  if (settings['fails'] !== undefined && block.language !== 'sh') throw new Error(`line ${block.line}: "fails" belongs to sh run`);
  if (settings['file'] !== undefined && !/^[\w-]+(?:\.[\w-]+)+$/.test(settings['file'])) throw new Error(`line ${block.line}: "file" is a plain name`);
  return { action, settings };
}

/** Runs the blocks of a page. `folder` is empty and is the current folder of everything that runs. */
export async function runPage(blocks: readonly Block[], folder: string): Promise<void> {
  let printed: string | null = null;
  const before = process.cwd();
  process.chdir(folder);
  try {
    for (const block of blocks) {
      const { action, settings } = readWords(block);
      if (settings['file'] !== undefined) writeFileSync(join(folder, settings['file']), `${block.text}\n`);
      if (action === 'output') expectPrinted(printed, block);
      else if (action === 'plan') await expectPlan(block, settings['refused']?.split(',') ?? []);
      else if (action === 'run' && block.language === 'ts') await runCode(block.text);
      else if (action === 'run') printed = await runShell(block, folder, Number(settings['fails'] ?? 0));
    }
  } finally {
    process.chdir(before);
  }
}

function expectPrinted(printed: string | null, block: Block): void {
  if (printed === null) throw new Error(`line ${block.line}: no block above printed anything`);
  const lines = (text: string): string[] => text.split('\n').map((line) => line.trimEnd());
  const escape = (line: string): string => line.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = lines(block.text.trim()).map((line) => line === '…' ? '(?:.*\\n)*?' : `${escape(line).replaceAll('…', '.*')}\\n`).join('');
  const text = `${lines(printed.trim()).join('\n')}\n`;
  if (!new RegExp(`^${pattern}$`).test(text)) expect(text.trim(), `line ${block.line}`).toBe(block.text.trim());
}

interface PlanProblem {
  readonly code: string;
  readonly path: string;
  readonly message: string;
}

interface PlanApi {
  parsePlan(text: string): unknown;
  checkPlan(plan: unknown): readonly PlanProblem[];
}

async function expectPlan(block: Block, refused: readonly string[]): Promise<void> {
  const { parsePlan, checkPlan } = await load('a423') as unknown as PlanApi;
  const problems = problemsOf(() => checkPlan(parsePlan(block.text)));
  const codes = [...new Set(problems.map(({ code }) => code))].sort();
  expect(codes, `line ${block.line}: ${problems.map(({ path, message }) => `${path}: ${message}`).join('; ')}`).toEqual([...refused].sort());
}

/** A text that is no plan at all is refused by an error that carries its problems. */
function problemsOf(check: () => readonly PlanProblem[]): readonly PlanProblem[] {
  try {
    return check();
  } catch (error) {
    if (error instanceof Error && 'problems' in error) return error.problems as readonly PlanProblem[];
    throw error;
  }
}

/** Runs shell lines with `a423` on the path; returns what the block printed. */
async function runShell(block: Block, folder: string, expectedCode: number): Promise<string> {
  const bin = join(folder, '.bin');
  mkdirSync(bin, { recursive: true });
  const command = join(repository, 'dist/cli/main.js');
  writeFileSync(join(bin, 'a423'), `#!/bin/sh\nexec "${process.execPath}" "${command}" "$@"\n`, { mode: 0o755 });
  const script = join(folder, '.bin', 'block.sh');
  writeFileSync(script, `set -e\n${block.text.replaceAll(/^(?:\$|npx) /gm, '')}\n`);
  const env = { ...process.env, PATH: `${bin}:${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`, NO_COLOR: '1', NODE_OPTIONS: '' };
  const { code, stdout, stderr } = await new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile('sh', [script], { cwd: folder, env, timeout: 50_000, maxBuffer: 1 << 26 }, (error, out, err) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1, stdout: out, stderr: err });
    });
  });
  expect(code, `line ${block.line}: ${stderr}`).toBe(expectedCode);
  return stdout;
}
