// Public data whose truth is known, read for linkage: the truth goes to the judge alone, and row keys say nothing of it.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { columnsOf } from '../../src/core/arrow.ts';
import type { Dataset } from '../../src/core/dataset.ts';
import { readParquet } from '../../src/read/index.ts';
import { fileBlob } from '../../src/read/node.ts';
import { schemaOf, tableOf, valuesOf, type Row } from '../small-tables.ts';

/** A data set with known truth. */
export interface KnownTruth {
  readonly linkType: 'dedupe' | 'link';
  readonly inputs: Readonly<Record<string, Dataset>>;
  /** Whom each row key belongs to. */
  readonly entityOf: ReadonlyMap<number, string>;
  readonly truePairs: number;
}

interface RawSource {
  readonly columns: readonly string[];
  readonly records: readonly { readonly entity: string; readonly values: readonly (string | null)[] }[];
}

/** Reads the data sets of the shared folder by name; `half` keeps the entities whose hash is even (0) or odd (1). */
export async function readKnownTruth(name: string, path: string, half: 0 | 1 | null = null): Promise<KnownTruth> {
  const sources = (await SOURCES[name]!(path)).map(({ columns, records }) =>
    ({ columns, records: records.filter(({ entity }) => half === null || createHash('sha256').update(entity).digest()[0]! % 2 === half) }));
  const size = sources.reduce((sum, { records }) => sum + records.length, 0);
  // Keys are dealt out by a step that is coprime to their number: neighbours in the file are none here.
  const step = [7919, 7907, 7901].find((prime) => size % prime !== 0)!;
  const entityOf = new Map<number, string>();
  let next = 0;
  const inputs = Object.fromEntries(sources.map(({ columns, records }, source) => {
    const schema = schemaOf({ key: { type: 'int32', role: 'technical' }, ...Object.fromEntries(columns.map((column) => [column, { type: 'utf8', role: 'directIdentifier' } as const])) });
    const rows = records.map(({ entity, values }): Row => {
      const key = (next++ * step) % size;
      entityOf.set(key, entity);
      return [key, ...values];
    });
    return [`source${source}`, tableOf(schema, rows)];
  }));
  return { linkType: sources.length > 1 ? 'link' : 'dedupe', inputs, entityOf, truePairs: pairsOf(sources) };
}

function pairsOf(sources: readonly RawSource[]): number {
  const counts = sources.map(({ records }) => {
    const found = new Map<string, number>();
    for (const { entity } of records) found.set(entity, (found.get(entity) ?? 0) + 1);
    return found;
  });
  if (counts.length === 1) return [...counts[0]!.values()].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
  return [...counts[0]!].reduce((sum, [entity, count]) => sum + count * (counts[1]!.get(entity) ?? 0), 0);
}

type Line = Readonly<Record<string, string>>;

const lines = (path: string, delimiter = ','): Line[] => parse(readFileSync(path), { columns: (names: string[]) => names.map((name) => name.trim()), delimiter, trim: true, relax_quotes: true });

function sourceOf(read: readonly Line[], columns: readonly string[], entity: (line: Line, row: number) => string): RawSource {
  return { columns, records: read.map((line, row) => ({ entity: entity(line, row), values: columns.map((column) => line[column] || null) })) };
}

const FEBRL = ['given_name', 'surname', 'street_number', 'address_1', 'address_2', 'suburb', 'postcode', 'state', 'date_of_birth', 'soc_sec_id'];
const febrl = (path: string): RawSource => sourceOf(lines(path), FEBRL, (line) => /\d+/.exec(line['rec_id']!)![0]);

const SOURCES: Readonly<Record<string, (path: string) => Promise<readonly RawSource[]> | readonly RawSource[]>> = {
  fake_1000: (path) => [sourceOf(lines(`${path}/splink/fake_1000.csv`), ['first_name', 'surname', 'dob', 'city', 'email'], (line) => line['cluster']!)],
  febrl3: (path) => [febrl(`${path}/febrl/dataset3.csv`)],
  febrl4: (path) => ['a', 'b'].map((part) => febrl(`${path}/febrl/dataset4${part}.csv`)),
  async historical_50k(path) {
    const columns = ['full_name', 'first_and_surname', 'first_name', 'surname', 'dob', 'birth_place', 'postcode_fake', 'gender', 'occupation'];
    const declared = Object.fromEntries([...columns, 'cluster'].map((name) => [name, { type: 'utf8', role: 'directIdentifier' } as const]));
    const { rows: dataset } = await readParquet(fileBlob(`${path}/splink/historical_figures_with_errors_50k.parquet`), { columns: declared, onUndeclared: 'drop' });
    const records: { entity: string; values: (string | null)[] }[] = [];
    for await (const batch of dataset.open()) {
      const read = [...columns, 'cluster'].map((name) => valuesOf(columnsOf(batch)[batch.schema.fields.findIndex((field) => field.name === name)]!) as (string | null)[]);
      for (let row = 0; row < batch.numRows; row++) records.push({ entity: read.at(-1)![row]!, values: columns.map((_, column) => read[column]![row]!) });
    }
    return [{ columns, records }];
  },
  'dblp-acm'(path) {
    const truth = new Map(lines(`${path}/leipzig/ccer_D4_gt.csv`, '%').map((line) => [line['D2']!, line['D1']!]));
    const columns = ['title', 'authors', 'venue', 'year'];
    return [
      sourceOf(lines(`${path}/leipzig/ccer_D4_dblp.csv`, '%'), columns, (line) => `dblp ${line['id']}`),
      sourceOf(lines(`${path}/leipzig/ccer_D4_acm.csv`, '%'), columns, (line) => (truth.has(line['id']!) ? `dblp ${truth.get(line['id']!)}` : `acm ${line['id']}`)),
    ];
  },
};
