import { PlanError, ProtectionError } from '../core/errors.ts';
import type { AuditedCell, AuditedDimension, AuditTableOptions, TableAudit } from '../index.ts';
import { readPairs, type Arguments } from './arguments.ts';
import type { Command } from './command.ts';
import { UsageError } from './exit-code.ts';
import { readTextFile } from './text-file.ts';

const MOST_FILES = 100;

/** Attacks published tables. */
export const auditTableCommand: Command = {
  name: 'audit-table',
  usage: 'audit-table FILE… --value COLUMN --dimension NAME=TOTAL … [--hierarchies NAME=FILE …]',
  summary: 'Find out what a reader of published tables can work out of the withheld values',
  details: [
    'Give all tables that were published on one population: they are attacked together. A missing value is',
    'withheld. Hierarchies are .hrc files of τ-ARGUS, or correspondence tables in CSV, the coarsest level first.',
    'Values are shown only with --show-values; the result is then as confidential as what was withheld.',
    'Exit status 5 when a withheld value can be worked out, or nobody knows.',
  ],
  options: {
    value: { value: 'COLUMN', help: 'the column of values' },
    dimension: { value: 'NAME=TOTAL', help: 'a column of codes; TOTAL stands for all of them, empty for a missing code', repeat: true },
    hierarchies: { value: 'NAME=FILE', help: 'how the codes of a column lie under each other', repeat: true },
    withheld: { value: 'TEXT', help: 'a text that stands for a withheld value', repeat: true },
    sums: { help: 'values are sums, not counts' },
    'min-count': { value: 'N', help: 'smallest publishable count' },
    'at-least': { value: 'N', help: 'what a withheld value is not below, as everybody knows (1 for counts, 0 for sums)' },
    'at-most': { value: 'N', help: 'what a withheld value is not above, as everybody knows' },
    'min-width': { value: 'N', help: 'how wide the interval of a withheld value must be' },
    'max-noise': { value: 'N', help: 'how far published values may be from the true ones' },
    'accept-missing-totals': { help: 'go on when totals are missing' },
    'show-values': { help: 'show the interval of every withheld value' },
    json: { help: 'print the result as JSON' },
  },
  words: MOST_FILES,
  async run(args, terminal, signal) {
    if (args.positional.length === 0) throw new UsageError('expected a FILE');
    const options = await readOptions(args);
    const { auditFiles } = await import('../node.ts');
    const audit = await auditFiles(args.positional, options, signal);
    terminal.out(args.switches.has('json') ? `${JSON.stringify(audit, null, 2)}\n` : auditText(audit));
    if (!audit.passed) {
      const rowCount = audit.exact + audit.narrow + audit.undecided + audit.belowMinCount;
      throw new ProtectionError('PROTECTION_DIFFERENCING', `${rowCount} cells are not protected`, { rowCount });
    }
  },
};

async function readOptions(args: Arguments): Promise<AuditTableOptions> {
  const value = args.values['value']?.[0];
  if (value === undefined) throw new UsageError('--value: expected the column of values');
  if (args.values['dimension'] === undefined) throw new UsageError('--dimension: expected a column of codes');
  const files = readPairs('hierarchies', args.values['hierarchies'] ?? []);
  const dimensions: Record<string, AuditedDimension> = {};
  for (const text of args.values['dimension']) {
    const at = text.indexOf('=');
    const name = at < 0 ? text : text.slice(0, at);
    const total = at < 0 ? {} : { total: text.slice(at + 1) === '' ? null : text.slice(at + 1) };
    const path = Object.hasOwn(files, name) ? files[name]?.[0] : undefined;
    dimensions[name] = { ...total, ...(path === undefined ? {} : { hierarchy: await readHierarchy(path) }) };
  }
  const stray = Object.keys(files).find((name) => !Object.hasOwn(dimensions, name));
  if (stray !== undefined) throw new UsageError('--hierarchies: expected the name of a --dimension');
  const number = (name: string, option: keyof AuditTableOptions): Partial<AuditTableOptions> => {
    const text = args.values[name]?.[0];
    if (text === undefined) return {};
    if (!/^-?\d{1,15}(?:\.\d{1,15})?$/.test(text)) throw new UsageError(`--${name}: expected a number`);
    return { [option]: Number(text) };
  };
  return {
    dimensions, value,
    values: args.switches.has('sums') ? 'sums' : 'counts',
    ...(args.values['withheld'] === undefined ? {} : { withheld: args.values['withheld'] }),
    ...number('min-count', 'minCount'), ...number('at-least', 'withheldAtLeast'), ...number('at-most', 'withheldAtMost'),
    ...number('min-width', 'minWidth'), ...number('max-noise', 'maxNoise'),
    ...(args.switches.has('accept-missing-totals') ? { missingTotals: 'accept' } : {}),
    ...(args.switches.has('show-values') ? { showValues: true } : {}),
  };
}

/** Largest file of codes that is taken for one. */
const MOST_BYTES = 1 << 26;

async function readHierarchy(path: string): Promise<NonNullable<AuditedDimension['hierarchy']>> {
  const text = await readTextFile(path, MOST_BYTES, 'a hierarchy');
  const { readCorrespondence, readHrc, treeOfLevels } = await import('../index.ts');
  try {
    return path.endsWith('.hrc') ? readHrc(text) : treeOfLevels(readCorrespondence(text, { separator: text.includes(';') ? ';' : ',', header: true, finest: 'last' }));
  } catch (error) {
    if (error instanceof RangeError) throw new PlanError([{ code: 'PLAN_SYNTAX', path: 'hierarchies', message: error.message }]);
    throw error;
  }
}

function auditText({ passed, cells, withheld, relations, exact, narrow, undecided, belowMinCount, missingTotals, solver, intervals }: TableAudit): string {
  const figures: readonly (readonly [what: string, count: number])[] = [
    ['cells', cells], ['withheld', withheld], ['totals beside their parts', relations], ['missing totals', missingTotals],
    ['withheld values that are certain', exact], ['intervals that are too narrow', narrow], ['undecided', undecided], ['published below the smallest count', belowMinCount],
  ];
  const width = Math.max(...figures.map(([what]) => what.length));
  const verdict = passed ? 'passed: nothing withheld can be worked out' : 'failed: what was withheld is not protected';
  return [
    ...figures.map(([what, count]) => `${what.padEnd(width)}  ${count}`),
    ...(intervals ?? []).map(intervalText),
    `${verdict} (${solver})`, '',
  ].join('\n');
}

const VERDICTS: Readonly<Record<AuditedCell['verdict'], string>> = Object.freeze({ safe: 'safe', exact: 'certain', narrow: 'too narrow', undecided: 'undecided' });

function intervalText({ table, row, verdict, lower, upper }: AuditedCell): string {
  return `table ${table + 1}, row ${row}: ${VERDICTS[verdict]}, ${lower} to ${upper}`;
}
