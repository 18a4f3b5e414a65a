import type { Task } from '../../core/workers/parallel.ts';
import { comparisonKernel } from '../kernel/compare/comparison-kernel.ts';
import type { DecidingColumns } from '../kernel/compare/deciding-column.ts';
import type { ComparisonProgram } from '../kernel/compare/program.ts';
import { countPart, type AgreementDone, type AgreementPart } from '../kernel/train/agreement.ts';
import { levelsOfPairs, type ComparedRecords } from '../kernel/train/levels-among.ts';
import type { LevelsOfPairs, RecordGroups } from '../kernel/train/pair-levels.ts';

/** What every thread is told before it counts how pairs agree. */
export interface AgreementSetup {
  readonly records: ComparedRecords;
  /** Each with the columns that decide it, which take a look at all records to find. */
  readonly comparisons: readonly { readonly program: ComparisonProgram; readonly single: DecidingColumns | null }[];
  readonly groups: RecordGroups | null;
}

/** A part of the counting by one comparison. */
export interface ComparisonPart {
  readonly comparison: number;
  readonly part: AgreementPart;
}

/** Counts how a part of all pairs agrees by one comparison, on a thread; it remembers the comparison that it was asked about last. */
export const agreementTask: Task<AgreementSetup, ComparisonPart, AgreementDone> = Object.freeze({
  name: 'link/agreement',
  start({ records, comparisons, groups }: AgreementSetup) {
    let known: { readonly comparison: number; readonly levels: LevelsOfPairs } | null = null;
    return {
      run({ comparison, part }: ComparisonPart) {
        if (known?.comparison !== comparison) {
          const { program, single } = comparisons[comparison]!;
          known = { comparison, levels: levelsOfPairs(records, comparisonKernel(program, records.table, records.unit, {}, true, single)) };
        }
        return countPart(known.levels, groups, part);
      },
      // Nothing here is secret.
      wipe: () => undefined,
    };
  },
});
