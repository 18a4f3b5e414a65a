import { PlanError, ProtectionError } from '../core/errors.ts';
import type { AttackRowsOptions, Guess, RowAttack, SensitiveAttack } from '../index.ts';
import { readPairs, type Arguments } from './arguments.ts';
import type { Command } from './command.ts';
import { UsageError } from './exit-code.ts';
import { readTextFile } from './text-file.ts';

/** Attacks a release of rows of persons. */
export const attackRowsCommand: Command = {
  name: 'attack-rows',
  usage: 'attack-rows FILE --attacker FILE --quasi COLUMNS [--sensitive COLUMNS] [--entity COLUMN] [--truth COLUMN]',
  summary: 'Find out what somebody with a file of known persons recognises in a release of rows',
  details: [
    'Both files have the columns --quasi: known in full to the attacker, generalised in the release. --hierarchies',
    'tells which labels may stand for a value: CSV files of a423 or ARX, the value first. A missing value and * stand',
    'for every value. --truth names the person in both files, so that what he guesses can be marked; without it,',
    'everybody found is taken to be in the release. No value is shown.',
    'Exit status 5 when a larger share of the guesses is right than --max-risk.',
  ],
  options: {
    attacker: { value: 'FILE', help: 'the persons he knows, a row each' },
    quasi: { value: 'COLUMNS', help: 'what he knows of them, columns of both files: a,b,c' },
    hierarchies: { value: 'NAME=FILE', help: 'the labels of the values of a column, by level', repeat: true },
    sensitive: { value: 'COLUMNS', help: 'what he would like to know' },
    entity: { value: 'COLUMN', help: 'the column of the release that tells persons apart; else every row is one' },
    truth: { value: 'COLUMN', help: 'the column of both files that names the person' },
    'max-risk': { value: 'SHARE', help: 'share of the guesses that may be right, such as 0.09' },
    json: { help: 'print the result as JSON' },
  },
  words: 1,
  async run(args, terminal, signal) {
    const released = args.positional[0];
    const attacker = args.values['attacker']?.[0];
    if (released === undefined) throw new UsageError('expected a FILE');
    if (attacker === undefined) throw new UsageError('--attacker: expected the file of the persons he knows');
    const options = await readOptions(args);
    const { attackFiles } = await import('../node.ts');
    const attack = await attackFiles(released, attacker, options, signal);
    terminal.out(args.switches.has('json') ? `${JSON.stringify(attack, null, 2)}\n` : attackText(attack));
    if (attack.passed === false) throw new ProtectionError('PROTECTION_ATTACK', 'a larger share of the guesses is right than is allowed', { rowCount: attack.rows });
  },
};

/** Largest file of labels that is taken for one. */
const MOST_BYTES = 1 << 28;

async function readOptions(args: Arguments): Promise<AttackRowsOptions> {
  const list = (name: string): readonly string[] | undefined => args.values[name]?.[0]?.split(',');
  const quasiIdentifiers = list('quasi');
  if (quasiIdentifiers === undefined) throw new UsageError('--quasi: expected the columns that he knows');
  const sensitive = list('sensitive');
  const truth = args.values['truth']?.[0];
  const maxRisk = args.values['max-risk']?.[0];
  if (maxRisk !== undefined && !/^[01](?:\.\d{1,15})?$/.test(maxRisk)) throw new UsageError('--max-risk: expected a share from 0 to 1');
  const labels: Record<string, Readonly<Record<string, readonly string[]>>> = {};
  for (const [name, [path]] of Object.entries(readPairs('hierarchies', args.values['hierarchies'] ?? []))) labels[name] = await readLabels(path!);
  return {
    quasiIdentifiers, labels,
    entity: args.values['entity']?.[0] ?? null,
    ...(sensitive === undefined ? {} : { sensitive }),
    ...(truth === undefined ? {} : { truth }),
    ...(maxRisk === undefined ? {} : { maxRisk: Number(maxRisk) }),
  };
}

async function readLabels(path: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const text = await readTextFile(path, MOST_BYTES, 'a hierarchy');
  const { labelsByValue, readCorrespondence } = await import('../index.ts');
  try {
    return labelsByValue(readCorrespondence(text, { separator: text.includes(';') ? ';' : ',', finest: 'first' }));
  } catch (error) {
    if (error instanceof RangeError) throw new PlanError([{ code: 'PLAN_SYNTAX', path: 'hierarchies', message: error.message }]);
    throw error;
  }
}

function attackText({ persons, rows, unit, units, found, single, fewest, fromPersons, fromRows, truth, sensitive, passed }: RowAttack): string {
  const fitting = unit === 'rows' ? 'row' : 'person of the release';
  const lines: readonly (readonly [what: string, figure: string])[] = [
    ['persons in the attacker’s file', String(persons)],
    ['rows in the release', String(rows)],
    ...(unit === 'rows' ? [] : [['persons in the release', String(units)] as const]),
    ['persons whom something fits', String(found)],
    [`persons whom a single ${fitting} fits`, String(single)],
    ['fewest that fit somebody', fewest === null ? 'none' : String(fewest)],
    ...(truth === null
      ? [['right guesses, were all in the release', guessText(fromPersons)] as const, ['right guesses for rows, were all in his file', guessText(fromRows)] as const]
      : [
          ['persons who are in the release', String(truth.present)] as const, ['of them, not found by their own rows', String(truth.lost)] as const,
          ['singled out, and rightly', String(truth.singledOut)] as const, ['right guesses', guessText(truth.fromPersons)] as const, ['right guesses for rows', guessText(truth.fromRows)] as const,
        ]),
    ...sensitive.flatMap(inferenceLines),
  ];
  const width = Math.max(...lines.map(([what]) => what.length));
  const verdict = passed === null ? [] : [passed ? 'passed: no larger share of the guesses is right than is allowed' : 'failed: a larger share of the guesses is right than is allowed'];
  return [...lines.map(([what, figure]) => `${what.padEnd(width)}  ${figure}`), ...verdict, ''].join('\n');
}

function guessText({ attempts, expectedRight, share, low, high }: Guess): string {
  return attempts === 0 ? 'no guess' : `${percent(share)} (${percent(low)} to ${percent(high)}): ${expectedRight.toFixed(1)} of ${attempts}`;
}

function inferenceLines({ column, homogeneous, homogeneousShare, meanShare, highestShare, baseShare, meanGain, highestGain }: SensitiveAttack): readonly (readonly [string, string])[] {
  return [
    [`${column}: told for certain`, `${homogeneous} persons, ${percent(homogeneousShare)}`],
    [`${column}: share of the likeliest value`, `${percent(meanShare)} on average, ${percent(highestShare)} at most; ${percent(baseShare)} in the whole release`],
    [`${column}: gained by the attack`, `${percent(meanGain)} on average, ${percent(highestGain)} at most`],
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
