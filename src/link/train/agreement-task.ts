import type { Task } from '../../core/workers/parallel.ts';
import { comparisonKernel } from '../kernel/compare/comparison-kernel.ts';
import type { ComparisonProgram } from '../kernel/compare/program.ts';
import type { RecordTable } from '../kernel/records.ts';
import type { Agreement, AgreementRules, RecordGroups } from '../kernel/train/pair-levels.ts';
import { agreementOf } from './measure-agreement.ts';

/** What every thread is told before it counts how all pairs agree. */
export interface AgreementSetup {
  readonly table: RecordTable;
  readonly unit: 'codePoint' | 'byte';
  readonly comparisons: readonly ComparisonProgram[];
  readonly rules: AgreementRules;
  readonly groups: RecordGroups | null;
}

/** Counts how all pairs agree by one comparison, which the part is the index of, on a thread. */
export const agreementTask: Task<AgreementSetup, number, Agreement> = Object.freeze({
  name: 'link/agreement',
  start: ({ table, unit, comparisons, rules, groups }: AgreementSetup) => ({
    run: (index: number) => agreementOf(table, comparisonKernel(comparisons[index]!, table, unit), rules, groups),
    // Nothing here is secret.
    wipe: () => undefined,
  }),
});
