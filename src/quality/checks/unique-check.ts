import type { Schema } from 'apache-arrow';
import { checkAll, findColumn } from '../../core/field.ts';
import type { FoldContext } from '../../core/fold.ts';
import { DIGEST_BYTES, DIGEST_PARTS, type DigestSet, type NullDigests } from '../../group/index.ts';
import type { UniqueCheck } from './checks.ts';
import { countsByReason, type Gauge, type Gauged, type ReadyCheck, type RowJudge } from './gauge.ts';
import { countDigests, digestSelected, failingKeys, judgeBy, type FailingKeys } from './key-digests.ts';
import { keySet, type KeySet } from './key-set.ts';

/**
 * Makes a check ready that no two rows have the same values.
 *
 * @param check - the check.
 * @param schema - schema of the rows.
 * @param path - where the check stands in the options, for problems.
 * @returns the check.
 * @throws {PlanError} for unknown columns.
 */
export function readyUnique({ columns, nulls }: UniqueCheck, schema: Schema, path: string): ReadyCheck {
  const indexes: number[] = [];
  checkAll(columns.map((column, place) => () => void indexes.push(findColumn(schema, column, `${path}.columns[${place}]`))));
  return {
    column: columns[0]!,
    reasons: ['duplicate'],
    judge: null,
    start: (context) => uniqueGauge(indexes, nulls, context),
  };
}

interface UniqueGauge extends Gauge {
  readonly keys: KeySet;
  tested(): number;
}

function uniqueGauge(indexes: readonly number[], nulls: NullDigests, context: FoldContext): UniqueGauge {
  const keys = keySet();
  let tested = 0;
  const { spill } = context;
  return {
    keys,
    tested: () => tested,
    add(view, selected) {
      const digests = digestSelected(view, indexes, nulls, selected);
      tested += countDigests(digests, view.rows);
      keys.held.add(digests, view.rows);
    },
    merge(other) {
      keys.merge((other as UniqueGauge).keys);
      tested += (other as UniqueGauge).tested();
    },
    async finish(): Promise<Gauged> {
      let single = 0;
      let judge: RowJudge | null = null;
      const failing = failingKeys(context);
      for await (const [group, set] of keys.groups()) {
        single += set.size - set.repeatedCount;
        if (group === null) judge = judgeBy(set, (times) => times > 1, indexes, nulls);
        else addRepeated(set, failing);
      }
      // Whoever has a value alone passes; all the others share theirs.
      return { tested, failing: tested - single, byReason: countsByReason(['duplicate'], [tested - single]), figures: null, judge: judge ?? failing.judge(indexes, nulls) };
    },
    bytes: () => keys.held.byteLength,
    ...(spill === null ? {} : { spill: () => keys.spill(spill) }),
  };
}

function addRepeated(set: DigestSet, failing: FailingKeys): void {
  for (let part = 0; part < DIGEST_PARTS; part++) {
    const records = set.records(part);
    const rows = records.length / DIGEST_BYTES;
    const times = new Uint8Array(rows);
    set.count(records, rows, times);
    for (let row = 0; row < rows; row++) if (times[row]! < 2) records.fill(0, DIGEST_BYTES * row, DIGEST_BYTES * (row + 1));
    failing.add(records, rows);
  }
}
