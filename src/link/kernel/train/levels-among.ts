import { comparisonKernel, type ComparisonKernel } from '../compare/comparison-kernel.ts';
import type { RegisteredMeasure } from '../compare/compared-table.ts';
import type { LevelPlan } from '../compare/value-levels.ts';
import type { RecordTable } from '../records.ts';
import { compileRuns } from './compiled-runs.ts';
import type { LevelsOfPairs, PairLevels } from './pair-levels.ts';
import { plainRuns } from './plain-runs.ts';

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
 * @param comparison - compiled for them.
 * @param fresh - makes another one, for nothing else: pairs that are drawn come once, so that caches learn nothing of use; the same unless given.
 * @returns what counting needs; what it readies is readied once.
 */
export function levelsOfPairs({ table }: Pick<ComparedRecords, 'table'>, comparison: ComparisonKernel, fresh: () => ComparisonKernel = () => comparison): LevelsOfPairs {
  const { single, levels, isSymmetric } = comparison;
  // Where one column on each side decides, the others that are looked at tell no values apart.
  const columns = single === null ? comparison.columns : [...new Set([single.left, single.right])];
  const plain = (): LevelsOfPairs['among'] => {
    const asked = fresh();
    return plainRuns(table, columns, levels - 1, (lefts, rights, pairs, out) => { asked.levelsOf(lefts, rights, pairs, out, 0, 1); });
  };
  const compiled = (): LevelsOfPairs['among'] | null => {
    const plan = planOfRuns(comparison);
    const [runs] = plan === null ? [] : compileRuns([plan]) ?? [];
    const { codes } = table.columns[columns[0]!]!;
    return runs === undefined ? null : (members, asked) => runs(members.length, (to) => { gather(codes, members, to); }, asked);
  };
  let among: LevelsOfPairs['among'] | null = null;
  return { levels, isSymmetric, columns, among: (members, asked) => (among ??= compiled() ?? plain())(members, asked) };
}

/**
 * Gives the plan that runs of pairs are found by.
 *
 * @param comparison - compiled for all records.
 * @returns the plan; null where more than the codes of one column decide, or left is told from right.
 */
export function planOfRuns({ single, plan, isSymmetric }: ComparisonKernel): LevelPlan | null {
  return single !== null && single.left === single.right && isSymmetric ? plan : null;
}

function gather(codes: Uint32Array, members: Uint32Array, to: Uint32Array): void {
  for (let place = 0; place < members.length; place++) to[place] = codes[members[place]!]!;
}

/** Where what says nothing is what is missing, and it is no matter on which side that is. */
function levelOfMissing({ equal, leftNull, rightNull }: LevelPlan, nullLevels: Uint8Array): number | null {
  return nullLevels[equal] === 0 && leftNull === rightNull ? leftNull : null;
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
  const fresh = (): ComparisonKernel => comparisonKernel(program, records.table, records.unit, registered);
  const settled = plan !== null && single !== null && single.left === single.right ? plan : null;
  return {
    ...levelsOfPairs(records, comparison, fresh), nullLevels,
    missing: settled === null ? null : levelOfMissing(settled, nullLevels),
    ofSelf: settled === null ? null : { missing: settled.bothNull, equal: settled.equal },
    levelsOf(lefts, rights, pairs, out, at, stride) {
      for (let pair = 0, to = at; pair < pairs; pair++, to += stride) out[to] = comparison.levelOf(lefts[pair]!, rights[pair]!);
    },
  };
}
