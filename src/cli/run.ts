import type { RunResult } from '../node.ts';
import { readPairs } from './arguments.ts';
import type { Command } from './command.ts';
import { UsageError } from './exit-code.ts';
import { PLAN_OPTIONS, readPlanFile } from './plan-file.ts';
import { progressLine } from './progress.ts';
import { readMebibytes, readReleaseNonce, readSecrets, readWorkers } from './run-arguments.ts';

/** Runs a plan from files to an audited release. */
export const runCommand: Command = {
  name: 'run',
  usage: 'run PLAN --input NAME=PATH [--secret NAME=SOURCE] --out DIR',
  summary: 'Run a plan from files to an audited release',
  details: [
    'PATH may be a glob or be given several times (monthly parts as one input); - is standard input.',
    'SOURCE is file:PATH (best), fd:N, or env:VAR (read once and removed); a key never stands in the arguments.',
    'Codes that differ from release to release need --release-nonce: 32 to 128 hexadecimal digits, public, or new.',
    'The release appears in DIR only after every check and the audit passed; DIR/current.json names it.',
  ],
  options: {
    input: { value: 'NAME=PATH', help: 'file of an input of the plan', repeat: true },
    ...PLAN_OPTIONS,
    secret: { value: 'NAME=SOURCE', help: 'where a secret of the plan is', repeat: true },
    'release-nonce': { value: 'HEX', help: 'public random bytes of this release, or new' },
    out: { value: 'DIR', help: 'folder of releases' },
    'max-memory': { value: 'MIB', help: 'MiB of state before steps spill or refuse (1024)' },
    workers: { value: 'N', help: 'threads that work beside the first one (0); the release is the same' },
    json: { help: 'print the internal report as JSON' },
  },
  words: 1,
  async run(args, terminal, signal) {
    const out = args.values['out']?.[0];
    if (out === undefined || out === '') throw new UsageError('--out: expected a folder');
    const inputs = readPairs('input', args.values['input'] ?? []);
    const maxMemory = readMebibytes(args.values['max-memory']?.[0]);
    const workers = readWorkers(args.values['workers']?.[0]);
    const releaseNonce = await readReleaseNonce(args.values['release-nonce']?.[0]);
    const plan = await readPlanFile(args);
    const secrets = await readSecrets(readPairs('secret', args.values['secret'] ?? []), (message) => { terminal.err(`${message}\n`); });
    const { runPlan } = await import('../node.ts');
    const progress = progressLine(terminal);
    try {
      const result = await runPlan(plan, {
        inputs,
        secrets,
        out,
        signal,
        onProgress: progress.show,
        workers,
        ...(maxMemory === null ? {} : { maxMemoryBytes: maxMemory }),
        ...(releaseNonce === null ? {} : { releaseNonce }),
      });
      progress.end();
      terminal.out(args.switches.has('json') ? `${JSON.stringify(result.report, null, 2)}\n` : summary(result));
    } catch (error) {
      progress.end();
      throw error;
    }
  },
};

function rowsText(rows: number): string {
  return `${rows.toLocaleString('en-GB')} ${rows === 1 ? 'row' : 'rows'}`;
}

/** Tells where the outputs are, what was refused and what was withheld. */
function summary({ release, report }: RunResult): string {
  const lines = [`Release ${release.id} in ${release.directory}`, ...(report.releaseNonce === undefined ? [] : [`Release nonce ${report.releaseNonce}`]), ''];
  for (const [name, input] of Object.entries(report.inputs)) {
    const rejected = Object.entries(input.rejected).filter(([, count]) => count > 0);
    const refused = rejected.length === 0 ? 'none rejected' : `rejected ${rejected.map(([code, count]) => `${count.toLocaleString('en-GB')} ${code}`).join(', ')}`;
    lines.push(`  in   ${name}: ${rowsText(input.rows)}, ${refused}`);
  }
  for (const step of report.steps) {
    const found = Object.entries(step.findings).flatMap(([name, value]) => (typeof value === 'number' || typeof value === 'string' ? [`${name} ${typeof value === 'number' ? brief(value) : value}`] : []));
    if (found.length > 0) lines.push(`  step ${step.op}: ${found.join(', ')}`);
    const { notes } = step.findings;
    if (Array.isArray(notes)) lines.push(...notes.map((note) => `    Note: ${String(note)}`));
  }
  for (const [name, output] of Object.entries(report.outputs)) {
    const audit = output.audit['audited'] === true ? 'audit passed' : 'not audited';
    lines.push(`  out  ${name}: ${output.file}, ${rowsText(output.rows)}, for ${output.audience} use, ${audit}`);
  }
  lines.push('', ...report.limits.map((limit) => `Note: ${limit}`), '');
  return lines.join('\n');
}

function brief(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString('en-GB') : String(Number(value.toPrecision(4)));
}
