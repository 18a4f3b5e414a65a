import type { RecordBatch } from 'apache-arrow';
import { columnsOf, makeBatch } from '../core/arrow.ts';
import { countNulls, type Column } from '../core/column.ts';
import type { Findings, MapOperator, Session } from '../core/operator.ts';
import type { RejectSink } from '../core/rejects.ts';
import { takeRows } from '../core/slice.ts';
import type { CodedValues, ValueCoder } from './code-values.ts';
import { CODES, type PseudonymLayout } from './layout.ts';
import type { Coder, Policy } from './policies/policy.ts';
import { PROFILES, type CodeProfile, type Profile } from './profile.ts';

/** An operator that holds a sub-key. */
export interface PseudonymiseOperator extends MapOperator {
  /**
   * Overwrites the sub-key and what readings that were broken off have left of it, best effort; the operator cannot be
   * started any more.
   */
  wipe(): void;
}

/** What an operator that makes codes is made of. */
export interface CodingSettings {
  readonly name: string;
  readonly policy: Policy;
  readonly parts: readonly { readonly column: string; readonly profile: Profile | CodeProfile }[];
  readonly onInvalid: 'reject' | 'null';
  layOut(input: PseudonymLayout['schema']): PseudonymLayout;
  valueCoder(coder: Coder): ValueCoder;
}

/**
 * Makes an operator that puts codes in place of values. It holds the policy's sub-key until it is wiped; each reading has a
 * coder of its own and wipes it.
 *
 * @param settings - what to code, and how.
 * @returns the operator.
 */
export function codingOperator(settings: CodingSettings): PseudonymiseOperator {
  const { name, policy, onInvalid, layOut } = settings;
  // Each reading wipes its own coder; those still at work are wiped with the operator.
  const coders = new Set<Coder>();
  let wiped = false;
  return {
    kind: 'map',
    name,
    rejects: onInvalid === 'reject',
    memory: { grows: 'batch', formula: 'a batch, and one code per entry of a dictionary column' },
    notes: policy.notes,
    outputSchema: (input) => layOut(input).schema,
    start(input) {
      if (wiped) throw new TypeError(`${name}: expected an operator that was not wiped`);
      const layout = layOut(input);
      const coder = policy.coder();
      coders.add(coder);
      return startSession(settings, layout, settings.valueCoder(coder), () => {
        coder.wipe();
        coders.delete(coder);
      });
    },
    wipe() {
      wiped = true;
      policy.wipe();
      for (const coder of coders) coder.wipe();
      coders.clear();
    },
  };
}

function startSession(settings: CodingSettings, layout: PseudonymLayout, code: ValueCoder, end: () => void): Session {
  const { parts, policy, onInvalid } = settings;
  const invalid = parts.map(({ profile }) => new Float64Array(PROFILES[profile].rejectCodes.length));
  let rows = 0;
  let coded = 0;
  let faulty = 0;

  return {
    apply(batch: RecordBatch, firstRow: number, reject: RejectSink) {
      const columns = columnsOf(batch);
      const values = code(layout.sources.map((source) => columns[source]!));
      const nulls = countNulls(values.valid, batch.numRows);
      const faults = countFaults(values, invalid);
      rows += batch.numRows;
      coded += batch.numRows - nulls;
      faulty += faults;
      const codes = { rows: batch.numRows, valid: nulls === 0 ? null : values.valid, ...values.codes } satisfies Column;
      const output = layout.outputs.map((index) => (index === CODES ? codes : columns[index]!));
      if (faults === 0 || onInvalid === 'null') return makeBatch(layout.schema, output, batch.numRows);
      const kept = keptRows(values, batch.numRows - faults, (row, part, reason) => {
        reject(firstRow + row + 1, parts[part]!.column, PROFILES[parts[part]!.profile].rejectCodes[reason]!);
      });
      return makeBatch(layout.schema, output.map((column) => takeRows(column, kept)), kept.length);
    },
    finish(): Findings {
      const byReason = parts.map(({ column, profile }, part) => [column, reasonCounts(PROFILES[profile].rejectCodes, invalid[part]!)] as const);
      return {
        rows,
        pseudonymised: coded,
        missing: rows - coded - faulty,
        [onInvalid === 'reject' ? 'rejected' : 'nulled']: faulty,
        byReason: Object.fromEntries(byReason),
        pseudonym: { ...layout.description },
        ...(policy.expectedCollidingPairs === null ? {} : { expectedCollidingPairs: policy.expectedCollidingPairs }),
        ...(policy.notes.length === 0 ? {} : { notes: policy.notes }),
      };
    },
    close: end,
  };
}

function countFaults(values: CodedValues, invalid: readonly Float64Array[]): number {
  const { faultyParts, reasons } = values;
  let faults = 0;
  for (let row = 0; row < faultyParts.length; row++) {
    const part = faultyParts[row]!;
    if (part === 0) continue;
    faults++;
    invalid[part - 1]![reasons[part - 1]![row]!]!++;
  }
  return faults;
}

function keptRows(values: CodedValues, count: number, leaveOut: (row: number, part: number, reason: number) => void): Int32Array {
  const { faultyParts, reasons } = values;
  const kept = new Int32Array(count);
  let at = 0;
  for (let row = 0; row < faultyParts.length; row++) {
    const part = faultyParts[row]!;
    if (part === 0) kept[at++] = row;
    else leaveOut(row, part - 1, reasons[part - 1]![row]!);
  }
  return kept;
}

function reasonCounts(rejectCodes: readonly string[], counts: Float64Array): Record<string, number> {
  const found: Record<string, number> = {};
  rejectCodes.forEach((code, reason) => {
    if (counts[reason]! > 0) found[code] = counts[reason]!;
  });
  return found;
}
