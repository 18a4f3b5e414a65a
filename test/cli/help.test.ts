// What a person reads before anything runs: help, version, refusals of words, and the exit status of each.
import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/cli/command.ts';
import { anonymiseCommand } from '../../src/cli/anonymise.ts';
import { attackRowsCommand } from '../../src/cli/attack-rows.ts';
import { auditTableCommand } from '../../src/cli/audit-table.ts';
import { checkCommand } from '../../src/cli/check.ts';
import { EXIT, exitCodeOf, UsageError } from '../../src/cli/exit-code.ts';
import { explainCommand } from '../../src/cli/explain.ts';
import { inspectCommand } from '../../src/cli/inspect.ts';
import { keyCommand } from '../../src/cli/key.ts';
import { linkCommand } from '../../src/cli/link/link.ts';
import { linkEvaluateCommand } from '../../src/cli/link/link-evaluate.ts';
import { linkExplainPairCommand } from '../../src/cli/link/link-explain-pair.ts';
import { linkExportCommand, linkImportCommand } from '../../src/cli/link/link-import.ts';
import { linkProposeCommand } from '../../src/cli/link/link-propose.ts';
import { linkDrawReviewCommand, linkEstimateReviewCommand } from '../../src/cli/link/link-review.ts';
import { linkTrainCommand } from '../../src/cli/link/link-train.ts';
import { profileCommand } from '../../src/cli/profile.ts';
import { qualityCommand } from '../../src/cli/quality.ts';
import { reidentifyCommand } from '../../src/cli/reidentify.ts';
import { riskCommand } from '../../src/cli/risk.ts';
import { runCommand } from '../../src/cli/run.ts';
import { synthesiseCommand } from '../../src/cli/synthesise.ts';
import { tableCommand } from '../../src/cli/table.ts';
import { DataError, PlanError, ProtectionError, VERSION } from '../../src/index.ts';
import { a423 } from './terminal.ts';

const COMMANDS: readonly Command[] = [inspectCommand, profileCommand, riskCommand, checkCommand, explainCommand, qualityCommand, tableCommand, anonymiseCommand, runCommand, auditTableCommand, attackRowsCommand, keyCommand, reidentifyCommand, linkCommand, linkProposeCommand, linkTrainCommand, linkEvaluateCommand, linkExplainPairCommand, linkDrawReviewCommand, linkEstimateReviewCommand, linkImportCommand, linkExportCommand, synthesiseCommand];
const COLUMNS = 120;

describe.each(COMMANDS.map((command) => [command.name, command] as const))('the help of %s', (name, command) => {
  test('goes to standard output, with success, whatever stands beside it', async () => {
    const alone = await a423(...name.split(' '), '--help');
    expect(alone).toMatchObject({ status: 0, err: '' });
    for (const words of [['nonsense', '--help'], ['--help', '--nonsense'], ['--nonsense', '--help']]) expect(await a423(...name.split(' '), ...words)).toEqual(alone);
  });

  test(`fits a terminal of ${COLUMNS} columns`, async () => {
    const { out } = await a423(...name.split(' '), '--help');
    expect(out.split('\n').filter((line) => line.length > COLUMNS)).toEqual([]);
    expect(out).toMatch(/[^\n]\n$/);
  });

  test('begins with how it is called and says what it does', async () => {
    const { out } = await a423(...name.split(' '), '--help');
    const [first, , summary] = out.split('\n');
    expect(first).toBe(`Usage: a423 ${command.usage}`);
    expect(command.usage.startsWith(`${name} `)).toBe(true);
    expect(summary).toMatch(/^[A-Z].{10,}[^.]$/);
    for (const line of command.details) expect(out).toContain(`\n${line}\n`);
  });

  test('names each option it accepts, once, with its value and what it is for, and no other', async () => {
    const { out } = await a423(...name.split(' '), '--help');
    const listed = [...out.matchAll(/^ {2}--([a-z-]+)(?: ([A-Z=]+))? {2,}(\S.*)$/gm)].map(([, option, value, help]) => ({ option, value, help }));
    expect(listed).toEqual(Object.entries(command.options).map(([option, { value, help, repeat }]) => ({ option, value, help: repeat === true ? `${help} (may be repeated)` : help })));
    for (const [, option] of `${command.usage} ${command.details.join(' ')}`.matchAll(/--([a-z-]+)/g)) expect(Object.keys(command.options)).toContain(option);
  });

  test('tells every exit status', async () => {
    const { out } = await a423(...name.split(' '), '--help');
    for (const status of Object.values(EXIT)) expect(out).toMatch(new RegExp(`\\b${status} [a-z]`));
  });

  test('refuses an option it does not list, with its usage', async () => {
    const { status, out, err } = await a423(...name.split(' '), '--nonsense');
    expect({ status, out }).toEqual({ status: EXIT.usage, out: '' });
    expect(err).toBe(`a423: --nonsense: unknown option\nUsage: a423 ${command.usage}\n`);
  });

  test('and the command refuse a word too many instead of passing it over', async () => {
    const { status, out, err } = await a423(...name.split(' '), ...Array.from({ length: command.words + 1 }, (_, at) => ['one', 'two', 'three', 'four'][at % 4]!));
    expect({ status, out }).toEqual({ status: EXIT.usage, out: '' });
    expect(err).toContain(`expected at most ${command.words} ${command.words === 1 ? 'word' : 'words'} beside the options, got ${command.words + 1}`);
    expect(err).not.toMatch(/one|three|four/);
  });

  test('comes when nothing is given', async () => {
    const { status, out, err } = await a423(...name.split(' '));
    expect({ status, out }).toEqual({ status: EXIT.usage, out: '' });
    expect(err).toContain(`Usage: a423 ${command.usage}`);
  });
});

describe('the help of the whole', () => {
  test('lists every command with its summary, in few columns', async () => {
    const { status, out, err } = await a423('--help');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    for (const { usage, summary } of COMMANDS) expect(out.split('\n').some((line) => line.startsWith(`  ${usage} `) && line.endsWith(`  ${summary}`))).toBe(true);
    expect(out.startsWith(`a423 ${VERSION}: `)).toBe(true);
  });

  test('comes for help, and as a refusal for no word at all', async () => {
    const help = await a423('--help');
    expect(await a423('help')).toEqual(help);
    expect(await a423()).toEqual({ ...help, status: EXIT.usage });
  });

  test('lists the commands to who asks for another, without repeating the word', async () => {
    for (const word of ['frob', 'Run', '--run', 'constructor', '']) {
      const { status, out, err } = await a423(word, '--help');
      expect({ status, out }).toEqual({ status: EXIT.usage, out: '' });
      expect(err).toBe(`a423: unknown command; one of ${COMMANDS.map(({ name }) => name).join(', ')}\n`);
    }
  });
});

test('the version is that of the package', async () => {
  const { default: manifest } = (await import('../../package.json', { with: { type: 'json' } })) as { default: { version: string } };
  expect(await a423('--version')).toEqual({ status: 0, out: `${manifest.version}\n`, err: '' });
});

test('each kind of error has an exit status of its own', () => {
  const problems = [{ code: 'PLAN_TYPE', path: 'a', message: 'b' }] as const;
  const errors: readonly (readonly [unknown, number])[] = [
    [new UsageError('x'), 2], [new PlanError(problems), 3], [new DataError('DATA_FORMAT', 'x'), 4], [new ProtectionError('PROTECTION_SCHEMA', 'x'), 5],
    [new DOMException('x', 'AbortError'), 130], [AbortSignal.abort().reason, 130], [new Error('x'), 1], [new RangeError('x'), 1], ['text', 1], [null, 1],
  ];
  for (const [error, status] of errors) expect(exitCodeOf(error)).toBe(status);
  expect(new Set(Object.values(EXIT)).size).toBe(Object.keys(EXIT).length);
});
