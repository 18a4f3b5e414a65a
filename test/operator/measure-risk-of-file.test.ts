import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import type { RiskCriterion } from '../../src/anonymise/index.ts';
import { measureRiskOfFile, type FileRisk } from '../../src/node.ts';
import { arrowBytes, parquetBytes } from '../../src/write/index.ts';
import { schemaOf, tableOf, type Row } from '../small-tables.ts';

const folder = await mkdtemp(join(tmpdir(), 'a423-test-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const SCHEMA = schemaOf({
  sex: { type: 'utf8', role: 'quasiIdentifier' },
  age: { type: 'int32', role: 'quasiIdentifier' },
  weight: { type: 'float64', role: 'weight' },
  home: { type: 'utf8', role: 'attribute' },
  note: { type: 'utf8', role: 'attribute' },
});
const ROWS: readonly Row[] = [
  ['F', 30, 10.5, 'u', 'x'], ['F', 30, 4, 'u', 'y'], ['F', 41, 7.25, 'v', 'z'], ['M', 41, 12, 'v', null], ['M', 41, 3, null, 'x'], ['M', null, 9, 'w', 'x'],
];
const CRITERION: RiskCriterion = { quasiIdentifiers: ['sex', 'age'], nullMatching: 'own-class', k: 2, weight: 'weight', household: 'home' };

async function fileOf(name: string, bytes: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

async function allOf(parts: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
}

/** The rows as text: a mark between fields, and one before decimals. */
function textOf(delimiter: string, decimal: string): string {
  const lines = ROWS.map((row) => row.map((value) => (value === null ? '' : String(value).replace('.', decimal))).join(delimiter));
  return `${['sex', 'age', 'weight', 'home', 'note'].join(delimiter)}\n${lines.join('\n')}\n`;
}

describe('one table, one risk, whatever the file', () => {
  test('CSV, packed CSV, Arrow and Parquet give the same figures', async () => {
    const table = tableOf(SCHEMA, ROWS);
    const files = [
      await fileOf('stays.csv', textOf(';', ',')),
      await fileOf('stays-en.csv', textOf(',', '.')),
      await fileOf('stays.csv.gz', gzipSync(textOf(';', ','))),
      await fileOf('stays.arrow', await allOf(arrowBytes(table))),
      await fileOf('stays.parquet', await allOf(parquetBytes(table))),
    ];
    const risks: FileRisk[] = [];
    for (const path of files) risks.push(await measureRiskOfFile(path, CRITERION));
    const [first, ...others] = risks.map(({ file: _, ...figures }) => figures);
    for (const other of others) expect(other).toEqual(first);
    expect(risks.map(({ file }) => file)).toEqual(['stays.csv', 'stays-en.csv', 'stays.csv.gz', 'stays.arrow', 'stays.parquet']);
    expect(first).toMatchObject({ rows: 6, basis: 'weights', populationSize: 45.75, risk: { classes: 4, sampleUniques: 2 } });
  });

  test('a column that was not named is not read: a damaged one does no harm', async () => {
    const path = await fileOf('odd.csv', 'sex;age;other\nF;30;12\nF;30;twelve\n');
    expect(await measureRiskOfFile(path, { quasiIdentifiers: ['sex', 'age'], nullMatching: 'own-class', k: 2 })).toMatchObject({ rows: 2, risk: { kReached: 2 } });
  });

  test('a population of another kind of file is compared by type, and refused where types differ', async () => {
    const path = await fileOf('sample.csv', 'sex;age\nF;30\n');
    const texts = schemaOf({ sex: { type: 'utf8', role: 'attribute' }, age: { type: 'utf8', role: 'attribute' } });
    const options: RiskCriterion = { quasiIdentifiers: ['sex', 'age'], nullMatching: 'own-class', k: 2 };
    const population = await fileOf('population.parquet', await allOf(parquetBytes(tableOf(texts, [['F', '30'], ['F', '30'], ['M', '41']]))));
    expect(await measureRiskOfFile(path, options, { population })).toMatchObject({ basis: 'population', populationSize: 3, risk: { journalist: { highest: 0.5 } } });
    const numbers = await fileOf('numbers.arrow', await allOf(arrowBytes(tableOf(SCHEMA, ROWS))));
    await expect(measureRiskOfFile(path, options, { population: numbers })).rejects.toThrow(/PLAN_COLUMN_TYPE/);
  });
});

test.each<[string, string, Partial<RiskCriterion>, RegExp]>([
  ['a column that is none', 'sex;age\nF;30\n', { quasiIdentifiers: ['sex', 'town'] }, /PLAN_UNKNOWN_COLUMN/],
  ['an empty file', '', {}, /DATA_FILE_EMPTY/],
  ['a row of too few fields', 'sex;age\nF;30\nM\n', {}, /DATA_FIELD_COUNT/],
  ['a weight that is a word', 'sex;age;w\nF;30;1\nM;40;two\n', { weight: 'w' }, /DATA_VALUE_TYPE/],
])('a file is refused that has %s, without telling a value', async (name, text, options, message) => {
  const path = await fileOf(`${name.replaceAll(' ', '-')}.csv`, text);
  const refused = expect(measureRiskOfFile(path, { quasiIdentifiers: ['sex', 'age'], nullMatching: 'own-class', k: 2, ...options })).rejects;
  await refused.toThrow(message);
  await refused.not.toThrow(/two/);
});

test('a signal ends the reading', async () => {
  const path = await fileOf('long.csv', `sex;age\n${'F;30\n'.repeat(1000)}`);
  await expect(measureRiskOfFile(path, { quasiIdentifiers: ['sex', 'age'], nullMatching: 'own-class', k: 2 }, { signal: AbortSignal.abort() })).rejects.toThrow();
});
