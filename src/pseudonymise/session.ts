import type { RecordBatch } from 'apache-arrow';
import { columnsOf, makeBatch } from '../core/arrow.ts';
import { countNulls, type Column } from '../core/column.ts';
import type { Findings, MapOperator, Session } from '../core/operator.ts';
import type { RejectSink } from '../core/rejects.ts';
import { takeRows } from '../core/slice.ts';
import type { Parallel } from '../core/workers/parallel.ts';
import { localCoder, type ValueCoder, type ValueReading } from './code-values.ts';
import { dictionaryCoder } from './dictionary-coder.ts';
import type { Faults } from './kernel/coded-values.ts';
import { CODES, type PseudonymLayout } from './layout.ts';
import type { Policy } from './policies/policy.ts';
import { PROFILES, type CodeProfile, type Profile } from './profile.ts';
import { threadedCoder } from './threaded-coder.ts';

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
  /** How the values of the parts are read. */
  readonly reading: ValueReading;
  readonly onInvalid: 'reject' | 'null';
  layOut(input: PseudonymLayout['schema']): PseudonymLayout;
}

/**
 * Makes an operator that puts codes in place of values. It holds the policy's sub-key until it is wiped; each reading has a
 * coder of its own and wipes it.
 *
 * @param settings - what to code, and how.
 * @returns the operator.
 */
export function codingOperator(settings: CodingSettings): PseudonymiseOperator {
  const { name, policy, reading, onInvalid, layOut } = settings;
  // Each reading closes its own coder; those still at work are closed with the operator.
  const coders = new Set<ValueCoder>();
  let wiped = false;

  function makeCoder(parallel: Parallel | undefined): ValueCoder {
    const { portable } = policy;
    const plain = parallel === undefined || portable === undefined ? localCoder(reading, policy.coder()) : threadedCoder(parallel, reading, portable);
    return reading.onMissingPart === null ? dictionaryCoder(plain) : plain;
  }

  return {
    kind: 'map',
    name,
    rejects: onInvalid === 'reject',
    memory: { grows: 'batch', formula: 'a batch, and one code per entry of a dictionary column' },
    notes: policy.notes,
    outputSchema: (input) => layOut(input).schema,
    start(input, context) {
      if (wiped) throw new TypeError(`${name}: expected an operator that was not wiped`);
      const layout = layOut(input);
      const coder = makeCoder(context?.fold.parallel);
      coders.add(coder);
      return startSession(settings, layout, coder, () => {
        coders.delete(coder);
        return coder.close();
      });
    },
    wipe() {
      wiped = true;
      policy.wipe();
      for (const coder of coders) void coder.close();
      coders.clear();
    },
  };
}

function startSession(settings: CodingSettings, layout: PseudonymLayout, coder: ValueCoder, close: () => void | Promise<void>): Session {
  const { parts, policy, onInvalid } = settings;
  const invalid = parts.map(({ profile }) => new Float64Array(PROFILES[profile].rejectCodes.length));
  let rows = 0;
  let coded = 0;
  let faulty = 0;

  return {
    ahead: coder.ahead,
    async apply(batch: RecordBatch, firstRow: number, reject: RejectSink) {
      const columns = columnsOf(batch);
      const values = await coder.code(layout.sources.map((source) => columns[source]!));
      const nulls = countNulls(values.valid, batch.numRows);
      const faults = values.faults === null ? 0 : countFaults(values.faults, invalid);
      rows += batch.numRows;
      coded += batch.numRows - nulls;
      faulty += faults;
      const codes = { rows: batch.numRows, valid: nulls === 0 ? null : values.valid, ...values.codes } satisfies Column;
      const output = layout.outputs.map((index) => (index === CODES ? codes : columns[index]!));
      if (values.faults === null || onInvalid === 'null') return makeBatch(layout.schema, output, batch.numRows);
      const kept = keptRows(values.faults, batch.numRows - faults, (row, part, reason) => {
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
    close,
  };
}

function countFaults({ faultyParts, reasons }: Faults, invalid: readonly Float64Array[]): number {
  let faults = 0;
  for (let row = 0; row < faultyParts.length; row++) {
    const part = faultyParts[row]!;
    if (part === 0) continue;
    faults++;
    invalid[part - 1]![reasons[part - 1]![row]!]!++;
  }
  return faults;
}

function keptRows({ faultyParts, reasons }: Faults, count: number, leaveOut: (row: number, part: number, reason: number) => void): Int32Array {
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
