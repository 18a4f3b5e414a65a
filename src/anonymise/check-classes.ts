import type { RecordBatch, Schema } from 'apache-arrow';
import { IN_MEMORY, startFold } from '../core/fold.ts';
import type { Findings, MapOperator } from '../core/operator.ts';
import { classFold, type ClassColumns, type Classes } from './class-fold.ts';

/** A check of classes. */
export interface ClassCheck {
  /** Name of the operator. */
  readonly name: string;
  readonly columns: ClassColumns;
  /** Throws a `PlanError` when the rows lack what the check needs. */
  readonly checkInput: (input: Schema) => void;
  /** Gives the findings, or throws a `ProtectionError`. */
  readonly findings: (classes: Classes) => Findings;
}

/**
 * Makes an operator that passes rows on while their classes are counted, and gives its verdict after the last one.
 *
 * @param check - what is counted and what is said of it.
 * @returns the operator: one pass, order and schema kept.
 */
export function checkClasses({ name, columns, checkInput, findings }: ClassCheck): MapOperator {
  const perClass = (columns.sensitive ?? []).length === 0 ? 'per class' : 'per class and per value of a sensitive column in it';
  return {
    kind: 'map',
    name,
    memory: columns.entity === null
      ? { grows: 'groups', formula: `20 to 40 bytes ${perClass}, beside the distinct values` }
      : { grows: 'cell×entity', formula: `40 bytes ${perClass} and 20 for each entity of these, beside the distinct values` },
    outputSchema(input) {
      checkInput(input);
      return input;
    },
    start(input, context) {
      checkInput(input);
      const run = startFold(classFold(input, columns), context?.fold ?? IN_MEMORY);
      return {
        apply(batch: RecordBatch, firstRow: number) {
          const pending = run.add(batch, firstRow);
          return pending === undefined ? batch : pending.then(() => batch);
        },
        finish: async () => findings(await run.finish()),
        close: () => run.close(),
      };
    },
  };
}
