import { DataError } from '../core/errors.ts';
import type { QualityReport } from '../index.ts';
import { readPairs, type Arguments } from './arguments.ts';
import type { Command, Terminal } from './command.ts';
import { UsageError } from './exit-code.ts';
import { PAGE_OPTIONS, readPageOptions } from './page-options.ts';
import { PLAN_OPTIONS, readPlanFile } from './plan-file.ts';
import { progressLine } from './progress.ts';
import { readMebibytes, readSecrets } from './run-arguments.ts';
import { readTextFile } from './text-file.ts';

/** A report has some hundred bytes a check; more than this is a data file given by mistake. */
const MAX_REPORT_BYTES = 64 << 20;

/** Runs the quality checks of a plan. */
export const qualityCommand: Command = {
  name: 'quality',
  usage: 'quality PLAN --input NAME=PATH [--json] [--html OUT] [--measured FILE]',
  summary: 'Run the quality checks of a plan, and write none of its outputs',
  details: [
    'Ends with 0 when every check holds or only warns, with 4 when one fails. No value is shown.',
    '--measured FILE, saved by --json before, is held against the thresholds that the plan has now;',
    'the data are not read again. Inputs and secrets that no check needs may be left out.',
  ],
  options: {
    input: { value: 'NAME=PATH', help: 'file of an input of the plan', repeat: true },
    ...PLAN_OPTIONS,
    secret: { value: 'NAME=SOURCE', help: 'where a secret of the plan is', repeat: true },
    ...PAGE_OPTIONS,
    measured: { value: 'FILE', help: 'a report of this command, to be judged again' },
    'max-memory': { value: 'MIB', help: 'MiB of state before steps spill or refuse (1024)' },
  },
  words: 1,
  async run(args, terminal, signal) {
    const inputs = readPairs('input', args.values['input'] ?? []);
    const page = await readPageOptions(args, [...args.positional, ...(args.values['measured'] ?? []), ...Object.values(inputs).flat()]);
    const report = args.values['measured'] === undefined ? await measure(args, inputs, terminal, signal) : await judge(args);
    const { qualityPage, qualityText } = await import('../index.ts');
    const { writeTextFile } = await import('../node.ts');
    if (page.path !== null) await writeTextFile(page.path, qualityPage(report.steps, { title: report.title, language: page.language, inputs: report.inputs }));
    terminal.out(args.switches.has('json') ? `${JSON.stringify(report, null, 2)}\n` : qualityText(report.steps, page.language));
    if (report.verdict !== 'fail') return;
    const checks = report.steps.flatMap(({ verdict }) => verdict.checks);
    const failed = checks.filter(({ verdict }) => verdict === 'fail').length;
    throw new DataError('DATA_QUALITY', `${failed} of ${checks.length} ${checks.length === 1 ? 'check fails' : 'checks fail'}`);
  },
};

async function measure(args: Arguments, inputs: ReturnType<typeof readPairs>, terminal: Terminal, signal: AbortSignal): Promise<QualityReport> {
  const maxMemory = readMebibytes(args.values['max-memory']?.[0]);
  const plan = await readPlanFile(args);
  const secrets = await readSecrets(readPairs('secret', args.values['secret'] ?? []), (message) => { terminal.err(`${message}\n`); });
  const { checkPlanQuality } = await import('../node.ts');
  const progress = progressLine(terminal);
  return checkPlanQuality(plan, { inputs, secrets, signal, onProgress: progress.show, ...(maxMemory === null ? {} : { maxMemoryBytes: maxMemory }) }).finally(() => {
    progress.end();
  });
}

async function judge(args: Arguments): Promise<QualityReport> {
  if (args.values['input'] !== undefined || args.values['secret'] !== undefined) throw new UsageError('--measured: expected no --input and no --secret, since nothing is read');
  const plan = await readPlanFile(args);
  const path = args.values['measured']![0]!;
  const { judgeAgain } = await import('../index.ts');
  return judgeAgain(plan, parseJson(await readTextFile(path, MAX_REPORT_BYTES, 'a report'), path));
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DataError('DATA_FORMAT', 'expected a quality report as it was written', { path });
  }
}
