import { comparisonKernel, type ComparisonKernel } from '../compare/comparison-kernel.ts';
import type { RegisteredMeasure } from '../compare/compared-table.ts';
import { levelFinder } from '../compare/level-finder.ts';
import { packCodes, type PackedCodes } from '../compare/packed-codes.ts';
import type { RecordTable } from '../records.ts';
import { CHUNK_PAIRS, type LevelsAmong, type LevelsOfPairs, type PairLevels } from './pair-levels.ts';

/** The records, and what is known of their values. */
export interface ComparedRecords {
  readonly table: RecordTable;
  /** What a symbol of a text is. */
  readonly unit: 'codePoint' | 'byte';
}

/**
 * Looks at a comparison as the counting of parts does.
 *
 * @param records - all records.
 * @param comparison - compiled for them, and for nothing else where it has no plan: pairs that are drawn come once, so that its caches learn nothing of use.
 * @returns what counting needs; what it readies is readied once.
 */
export function levelsOfPairs({ table }: Pick<ComparedRecords, 'table'>, comparison: ComparisonKernel): LevelsOfPairs {
  const { single, levels, isSymmetric } = comparison;
  // Where one column on each side decides, the others that are looked at tell no values apart.
  const columns = single === null ? comparison.columns : [...new Set([single.left, single.right])];
  // The codes of one column are asked about in place of records: one look into far memory less.
  const codes = single !== null && comparison.plan !== null && columns.length === 1 ? table.columns[single.left]! : null;
  let find: LevelsAmong | null = null;
  return {
    levels, isSymmetric, columns,
    among(some) {
      const asked = codes === null ? some : some.map((record) => codes.codes[record]!);
      const found = find ??= finderOf(comparison, codes === null ? packCodes(table, [single]) : allCodes(single!.left, codes.dictionary.size));
      const [lefts, rights] = [new Uint32Array(CHUNK_PAIRS), new Uint32Array(CHUNK_PAIRS)];
      return (leftPlaces, rightPlaces, pairs, out) => {
        for (let pair = 0; pair < pairs; pair++) {
          lefts[pair] = asked[leftPlaces[pair]!]!;
          rights[pair] = asked[rightPlaces[pair]!]!;
        }
        found(lefts, rights, pairs, out);
      };
    },
  };
}

function finderOf(comparison: ComparisonKernel, packed: PackedCodes): LevelsAmong {
  const finder = levelFinder([comparison], packed, CHUNK_PAIRS);
  return (lefts, rights, pairs, out) => { finder.find(lefts, rights, pairs, null, out); };
}

/** The codes of a column in place of records, each once. */
function allCodes(column: number, size: number): PackedCodes {
  return { columns: [column], words: Uint32Array.from({ length: size + 1 }, (_, code) => code), sides: [{ left: column, right: column }] };
}

/**
 * Looks at a comparison as counting does.
 *
 * @param records - all records.
 * @param comparison - compiled for them; its caches stay as they are.
 * @param registered - measures that the caller brought, by name.
 * @returns what counting needs.
 */
export function pairLevels(records: ComparedRecords, comparison: ComparisonKernel, registered: Readonly<Record<string, RegisteredMeasure>> = {}): PairLevels {
  const { nullLevels, plan, single, program } = comparison;
  const settled = plan !== null && single !== null && single.left === single.right ? { plan, codes: records.table.columns[single.left]!.codes } : null;
  return {
    ...levelsOfPairs(records, plan === null ? comparisonKernel(program, records.table, records.unit, registered) : comparison), nullLevels,
    levelsOf(lefts, rights, pairs, out, at, stride) {
      for (let pair = 0, to = at; pair < pairs; pair++, to += stride) {
        const [left, right] = [lefts[pair]!, rights[pair]!];
        if (settled === null || left !== right) out[to] = comparison.levelOf(left, right);
        else out[to] = settled.codes[left] === 0 ? settled.plan.bothNull : settled.plan.equal;
      }
    },
  };
}
