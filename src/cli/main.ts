#!/usr/bin/env node
import { realpathSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { VERSION } from '../plan/version.ts';
import { readArguments } from './arguments.ts';
import { anonymiseCommand } from './anonymise.ts';
import { attackRowsCommand } from './attack-rows.ts';
import { auditTableCommand } from './audit-table.ts';
import { checkCommand } from './check.ts';
import type { Command, Terminal } from './command.ts';
import { EXIT, exitCodeOf, UsageError } from './exit-code.ts';
import { explainCommand } from './explain.ts';
import { commandHelp, helpText } from './help.ts';
import { inspectCommand } from './inspect.ts';
import { keyCommand } from './key.ts';
import { linkCommand } from './link/link.ts';
import { linkEvaluateCommand } from './link/link-evaluate.ts';
import { linkExplainPairCommand } from './link/link-explain-pair.ts';
import { linkExportCommand, linkImportCommand } from './link/link-import.ts';
import { linkProposeCommand } from './link/link-propose.ts';
import { linkDrawReviewCommand, linkEstimateReviewCommand } from './link/link-review.ts';
import { linkTrainCommand } from './link/link-train.ts';
import { profileCommand } from './profile.ts';
import { qualityCommand } from './quality.ts';
import { reidentifyCommand } from './reidentify.ts';
import { riskCommand } from './risk.ts';
import { runCommand } from './run.ts';
import { synthesiseCommand } from './synthesise.ts';
import { tableCommand } from './table.ts';

const COMMANDS: readonly Command[] = [inspectCommand, profileCommand, riskCommand, checkCommand, explainCommand, qualityCommand, tableCommand, anonymiseCommand, runCommand, auditTableCommand, attackRowsCommand, keyCommand, reidentifyCommand, linkCommand, linkProposeCommand, linkTrainCommand, linkEvaluateCommand, linkExplainPairCommand, linkDrawReviewCommand, linkEstimateReviewCommand, linkImportCommand, linkExportCommand, synthesiseCommand];

/**
 * Runs the command line.
 *
 * @param words - the arguments after the program's name.
 * @param terminal - where to print.
 * @param signal - aborts the work.
 * @returns the exit status.
 */
export async function main(words: readonly string[], terminal: Terminal, signal: AbortSignal): Promise<number> {
  const [name, ...rest] = words;
  if (name === '--version') {
    terminal.out(`${VERSION}\n`);
    return EXIT.ok;
  }
  if (name === undefined || name === '--help' || name === 'help') {
    terminal.out(helpText(COMMANDS, VERSION));
    return name === undefined ? EXIT.usage : EXIT.ok;
  }
  // Some commands have a second word, before which their first one comes.
  const named = (words: string): Command | undefined => COMMANDS.find((known) => known.name === words);
  const second = named(`${name} ${rest[0] ?? ''}`);
  const command = second ?? named(name);
  if (second !== undefined) rest.shift();
  if (command === undefined) {
    terminal.err(`a423: unknown command; one of ${COMMANDS.map((known) => known.name).join(', ')}\n`);
    return EXIT.usage;
  }
  if (rest.includes('--help')) {
    terminal.out(commandHelp(command));
    return EXIT.ok;
  }
  try {
    const args = readArguments(rest, command.options);
    const given = args.positional.length;
    if (given > command.words) throw new UsageError(`expected at most ${command.words} ${command.words === 1 ? 'word' : 'words'} beside the options, got ${given}`);
    await command.run(args, terminal, signal);
    return EXIT.ok;
  } catch (error) {
    terminal.err(harmless(describe(error, command)));
    return exitCodeOf(error);
  }
}

/** Only our own errors speak: the text of any other may quote the data. */
function describe(error: unknown, command: Command): string {
  const code = exitCodeOf(error);
  if (code === EXIT.interrupted) return 'a423: interrupted; nothing was written\n';
  if (code === EXIT.unexpected) {
    const name = error instanceof Error ? error.constructor.name : typeof error;
    return `a423: unexpected ${name}; nothing was written. Please report it with the plan, without the data.\n${trace(error)}`;
  }
  const hint = error instanceof UsageError ? `Usage: a423 ${command.usage}\n` : '';
  return `a423: ${(error as Error).message}\n${hint}`;
}

/** Names of files and columns may hold signs that a terminal obeys. */
function harmless(text: string): string {
  return text.replaceAll(/[^\P{C}\n]/gu, '\ufffd');
}

/** Function names and positions of a stack, without the message, of which a line may look like a position. */
function trace(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const { stack = '', message } = error;
  const start = stack.indexOf(message);
  const lines = start < 0 ? [] : stack.slice(start + message.length).split('\n').filter((line) => /^\s+at /.test(line));
  return lines.length === 0 ? '' : `${lines.slice(0, 8).join('\n')}\n`;
}

function isMain(): boolean {
  const script = process.argv[1];
  return script !== undefined && realpathSync(script) === fileURLToPath(import.meta.url);
}

if (isMain()) {
  // Whoever reads the output may have read enough (`| head`): what it does not take is lost, and the work goes on.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  const stop = new AbortController();
  process.once('SIGINT', () => {
    stop.abort();
  });
  process.once('SIGTERM', () => {
    stop.abort();
  });
  const terminal: Terminal = {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    interactive: process.stderr.isTTY,
  };
  process.exitCode = await main(process.argv.slice(2), terminal, stop.signal);
}
