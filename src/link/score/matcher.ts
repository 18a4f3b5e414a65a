import type { RecordBatch } from 'apache-arrow';
import { fromBatches, type Dataset } from '../../core/dataset.ts';
import { blockIndex } from '../block/block-index.ts';
import { checkKinds, type RegisteredMeasures } from '../compare/compile-comparisons.ts';
import { comparisonProgramOf } from '../compile/comparison-program.ts';
import { branchesOf } from '../compile/expression-list.ts';
import { testProgramOf } from '../compile/test-program.ts';
import type { BlockIndex, ForeignRecord } from '../kernel/block/block-index.ts';
import { comparisonKernel } from '../kernel/compare/comparison-kernel.ts';
import { packCodes } from '../kernel/compare/packed-codes.ts';
import { testKernel } from '../kernel/compare/test-kernel.ts';
import { CANDIDATES, candidateTable, NEWCOMER, type CandidateTable } from '../kernel/match/candidate-table.ts';
import { foundPairs, type FoundPairs } from '../kernel/match/found-pairs.ts';
import { makeWeigher, type Weigher } from '../kernel/score/weigher.ts';
import type { LinkageModel } from '../model/model.ts';
import { prepareRecords, type LinkageRecords } from '../records/prepare-records.ts';
import { pairsTable } from './pairs-table.ts';
import { datasetOfRows, PLAIN_ROW_KEY, type PlainRow } from './plain-rows.ts';
import { checkScoreOptions, type ScoreOptions } from './score-options.ts';
import { weightProgramOf } from './weight-program-of.ts';

/** Records that stand ready to be matched with new ones. */
export interface Matcher {
  /**
   * Finds the matches of new records, without looking at records that share no block with them.
   *
   * @param newRecords - a table with the columns and the row key of the records, or a few plain rows, whose row key is their place.
   * @param options - which matches are kept, and what is told of them.
   * @returns the pairs in the form of `scorePairs`: on the left a prepared record, on the right a new one, of the source `new`; by new
   *   record, the heaviest first, then in the order of the prepared ones.
   * @throws {PlanError} when an option is wrong, or a column does not fit.
   * @throws {DataError} as `prepareRecords`.
   */
  findMatches(newRecords: Dataset | readonly PlainRow[], options?: ScoreOptions): Promise<Dataset>;
}

/** The one source of new records. */
const NEW_SOURCE = 'new';

/** Pairs of a batch at least, save the last. */
const BATCH_PAIRS = 65_536;

/**
 * Readies records for the matching of new ones.
 *
 * A new record is compared with the prepared ones as if it came last, from a source of its own: values that no prepared record has
 * agree with nothing exactly, and have no frequency.
 *
 * @param records - the prepared records.
 * @param model - a checked and trained model, for whose expressions they were prepared.
 * @param options - measures that the model names and the caller brings.
 * @returns the matcher. One search at a time does the work; searches that are asked for meanwhile wait.
 * @throws {PlanError} when the model is not trained, or does not fit the records.
 * @remarks O(records × terms + distinct values) to make; memory 4 bytes a record and rule, and the distinct values once more. A search is
 *   O(members of the blocks of the new record).
 */
export function prepareMatcher(records: LinkageRecords, model: LinkageModel, { registered = {} }: { readonly registered?: RegisteredMeasures } = {}): Matcher {
  checkKinds(model, records, Object.keys(registered));
  const weights = weightProgramOf(model);
  const index = blockIndex(records, model.blocking);
  const table = candidateTable(records.table);
  const search = searchOf(records, model, registered, index, table);
  let last: Promise<unknown> = Promise.resolve();

  async function find(newRecords: Dataset | readonly PlainRow[], options: ScoreOptions): Promise<Dataset> {
    const { minBits, detail, topPerRecord } = checkScoreOptions(options);
    const isPlain = Array.isArray(newRecords);
    const source = isPlain ? datasetOfRows(newRecords as readonly PlainRow[], records) : newRecords as Dataset;
    const { expressions, unit, rowKeyName } = records;
    const prepared = await prepareRecords({ [NEW_SOURCE]: source }, { rowKey: isPlain ? PLAIN_ROW_KEY : rowKeyName, expressions, unit });
    const pairs = pairsTable([records, prepared], model, weights, detail);
    const found = foundPairs(model.comparisons.length, detail);
    const batches: RecordBatch[] = [];
    for (let record = 0; record < prepared.table.records; record++) {
      search(prepared, record, { minBits, top: topPerRecord, found });
      if (found.pairs >= BATCH_PAIRS) batches.push(pairs.batchOf(found.take()));
    }
    if (found.pairs > 0) batches.push(pairs.batchOf(found.take()));
    return fromBatches(pairs.schema, batches);
  }

  return {
    findMatches(newRecords, options = {}) {
      const turn = last.then(() => find(newRecords, options));
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}

interface SearchRules {
  readonly minBits: number;
  readonly top: number | null;
  readonly found: FoundPairs;
}

type Search = (prepared: LinkageRecords, record: number, rules: SearchRules) => void;

/** Makes what searches for one new record after the other. */
function searchOf({ unit, expressions }: LinkageRecords, model: LinkageModel, registered: RegisteredMeasures, index: BlockIndex, table: CandidateTable): Search {
  const weigher = weigherOf(table, model, expressions, unit, registered);
  const tests = model.blocking.flatMap((rule) => branchesOf(rule).map(({ where }) => (where === undefined ? null : testKernel(testProgramOf(where, expressions), table, unit, registered, false))));
  const one = new Uint32Array(1);
  const foreign: ForeignRecord = { codeOf: table.knownCode, elementsOf: table.knownElements };
  const lefts = Uint32Array.from({ length: CANDIDATES }, (_, place) => place);
  const rights = new Uint32Array(CANDIDATES).fill(NEWCOMER);

  function passes(branch: number, record: number): boolean {
    one[0] = record;
    table.put(one, 0, 1);
    return tests[branch]!(0, NEWCOMER);
  }

  return (prepared, record, { minBits, top, found }) => {
    try {
      table.putNew(prepared.table, record, NEWCOMER);
      const { size, records, rules } = index.find(foreign, passes);
      found.start(record, top);
      for (let from = 0; from < size; from += CANDIDATES) {
        const count = Math.min(CANDIDATES, size - from);
        table.put(records, from, count);
        weigher.weigh(lefts, rights, count);
        found.add(records, rules, from, count, weigher, minBits);
      }
      found.finish();
    } finally {
      table.forget();
    }
  };
}

/**
 * Readies the weighing of pairs of a small table whose records change.
 *
 * @param table - the small table.
 * @param model - the model.
 * @param expressions - the columns there are.
 * @param unit - what a symbol of a text is.
 * @param registered - measures that the model names and the caller brings.
 * @returns the weigher, which remembers nothing.
 */
export function weigherOf(
  table: Pick<CandidateTable, 'columns'>, model: LinkageModel, expressions: LinkageRecords['expressions'], unit: LinkageRecords['unit'], registered: RegisteredMeasures,
): Weigher {
  const comparisons = model.comparisons.map((comparison) => comparisonKernel(comparisonProgramOf(comparison, expressions), table, unit, registered, false));
  const packed = packCodes({ records: 0, sourceStarts: new Uint32Array(1), columns: table.columns }, []);
  return makeWeigher({ table, comparisons, packed }, weightProgramOf(model), CANDIDATES, true);
}
