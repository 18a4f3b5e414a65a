import type { Dataset } from '../core/dataset.ts';
import { DataError } from '../core/errors.ts';
import { columnCoder, groupCounts, tupleTable, type ColumnCoder } from '../group/index.ts';
import type { KnownPersons } from './kernel/attack-classes.ts';
import { matchLabels } from './kernel/match-labels.ts';
import { encoded, textsOfCoder } from './released-classes.ts';

/** Columns of the attacker's file that {@link readKnownPersons} reads, by their places. */
export interface KnownColumns {
  readonly quasiIdentifiers: readonly number[];
  /** −1 when nobody knows who is who. */
  readonly truth: number;
}

/** What the attacker knows, and how it is met by the labels of the release. */
export interface KnownLabels {
  /** Labels of the release by column. */
  readonly labels: readonly (readonly string[])[];
  /** By column and value, the labels that may stand for it beside itself. */
  readonly standing: readonly Readonly<Record<string, readonly string[]>>[];
}

/** The attacker's file. */
export interface ReadPersons {
  readonly persons: number;
  readonly known: KnownPersons;
}

/**
 * Reads the attacker's file: one row per person.
 *
 * @param file - the persons.
 * @param columns - which columns to read.
 * @param truth - codes persons, as in the release.
 * @param known - the labels of the release.
 * @param signal - aborts the reading.
 * @returns persons in groups that the release does not tell apart.
 * @throws {DataError} `DATA_DUPLICATE_KEY` when a person has two rows.
 * @remarks One pass. Memory: the distinct values, 20 bytes for each combination of them and 4 for each person of `truth`.
 */
export async function readKnownPersons(file: Dataset, columns: KnownColumns, truth: ColumnCoder, { labels, standing }: KnownLabels, signal?: AbortSignal): Promise<ReadPersons> {
  const coders = columns.quasiIdentifiers.map(() => columnCoder());
  const table = tupleTable(coders.length);
  const rows = groupCounts();
  const tupleOf: number[] = [];
  let persons = 0;
  let duplicates = 0;
  for await (const batch of file.open(signal)) {
    const of = new Int32Array(batch.numRows);
    table.assign(coders.map((coder, place) => encoded(coder, batch, columns.quasiIdentifiers[place]!)), batch.numRows, of);
    rows.grow(table.size);
    rows.add(of, null, batch.numRows);
    if (columns.truth >= 0) {
      encoded(truth, batch, columns.truth).forEach((code, row) => {
        if (code < 0) return;
        if (tupleOf[code + 1] !== undefined) duplicates++;
        tupleOf[code + 1] = of[row]!;
      });
    }
    persons += batch.numRows;
  }
  if (duplicates > 0) throw new DataError('DATA_DUPLICATE_KEY', `${duplicates} rows are of persons who have another one`, { source: 'attacker', rowCount: duplicates });
  const matches = coders.map((coder, place) => matchLabels(textsOfCoder(coder), labels[place]!, standing[place]!));
  const groups = tupleTable(coders.length);
  const groupOfTuple = new Int32Array(table.size);
  groups.assign(matches.map(({ setOf }, place) => table.column(place).map((code) => (code < 0 ? -1 : setOf[code]!))), table.size, groupOfTuple);
  const counts = new Float64Array(groups.size);
  groupOfTuple.forEach((group, tuple) => (counts[group]! += rows.counts()[tuple]!));
  return {
    persons,
    known: {
      matches,
      sets: coders.map((_, place) => groups.column(place)),
      counts,
      groupOf: Int32Array.from({ length: truth.size + 1 }, (_, person) => (tupleOf[person] === undefined ? -1 : groupOfTuple[tupleOf[person]]!)),
    },
  };
}
