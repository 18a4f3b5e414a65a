import type { Command } from './command.ts';

const EXIT_CODES: readonly string[] = [
  'Exit status: 0 done, 1 fault of the program, 2 wrong arguments, 3 wrong plan, 4 wrong data,',
  '5 release refused, 130 interrupted.',
];

/**
 * Writes the help of the whole command.
 *
 * @param commands - its commands.
 * @param version - version of the package.
 * @returns text for a terminal.
 */
export function helpText(commands: readonly Command[], version: string): string {
  const width = Math.max(...commands.map((command) => command.usage.length));
  return [
    `a423 ${version}: prepares health and social data for linkage, research and open data`,
    '',
    'Usage: a423 COMMAND [options]',
    '',
    ...commands.map((command) => `  ${command.usage.padEnd(width)}  ${command.summary}`),
    '',
    'a423 COMMAND --help tells more. A plan says what is done with which data and who may have the result;',
    'files and keys are given when it runs, never in the plan.',
    ...EXIT_CODES,
    '',
  ].join('\n');
}

/**
 * Writes the help of one command.
 *
 * @param command - the command.
 * @returns text for a terminal.
 */
export function commandHelp(command: Command): string {
  const names = Object.entries(command.options).map(([name, option]) => ({ label: `--${name}${option.value === undefined ? '' : ` ${option.value}`}`, option }));
  const width = Math.max(0, ...names.map(({ label }) => label.length));
  return [
    `Usage: a423 ${command.usage}`,
    '',
    command.summary,
    ...(command.details.length === 0 ? [] : ['', ...command.details]),
    '',
    ...names.map(({ label, option }) => `  ${label.padEnd(width)}  ${option.help}${option.repeat === true ? ' (may be repeated)' : ''}`),
    '',
    ...EXIT_CODES,
    '',
  ].join('\n');
}
