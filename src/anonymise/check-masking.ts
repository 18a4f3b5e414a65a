import type { RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import type { Dataset } from '../core/dataset.ts';
import { ProtectionError } from '../core/errors.ts';
import { inputPort } from '../core/input-port.ts';
import type { Findings, Json, OperatorContext, PortsOperator } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import { remember } from '../core/remember.ts';
import { checkMaskedColumns, compareSamples, maskedSampler, maskingShape, sampleOriginals, type MaskingMeasure, type MeasureMaskingOptions } from './measure-masking.ts';
import type { RecordSample } from './sample-records.ts';

/** The most that each figure of a masked table may be; figures without a limit are only told. */
export interface MaskingLimits {
  /** Share of the rows whose nearest original is their own. */
  readonly nearest?: number;
  /** Share of those whose own is among the nearest `neighbours`. */
  readonly amongNearest?: number;
  /** Share of the rows whose originals lie within an interval of standard deviations in all columns; in the widest of `widths`. */
  readonly withinDeviations?: number;
  /** The same within an interval of ranks. */
  readonly withinRanks?: number;
  /** Mean distance from the original, in standard deviations over √2. */
  readonly il1s?: number;
  /** How far the mean of any column moved, in standard deviations, up or down. */
  readonly meanShift?: number;
  /** How much the correlation of any two columns changed. */
  readonly correlationShift?: number;
}

/** Options of {@link checkMasking}. */
export interface CheckMaskingOptions extends MeasureMaskingOptions {
  /** In a plan: the table of the rows before. */
  readonly table?: string;
  /** At least one limit. */
  readonly atMost: MaskingLimits;
  /** Whether a table beyond a limit stops the run, or is only reported. */
  readonly onFailure: 'refuse' | 'report';
}

const share = z.number().min(0).max(1).exactOptional();
const distance = z.number().min(0).exactOptional();

/** Checks {@link CheckMaskingOptions}. */
export const checkMaskingOptions: OptionsSchema<CheckMaskingOptions> = z.strictObject({
  ...maskingShape,
  table: columnName.exactOptional(),
  atMost: z.strictObject({ nearest: share, amongNearest: share, withinDeviations: share, withinRanks: share, il1s: distance, meanShift: distance, correlationShift: distance })
    .refine((limits) => Object.keys(limits).length > 0, { message: 'expected at least one limit' }),
  onFailure: z.enum(['refuse', 'report']),
});

/**
 * Checks masked numbers against the originals, by limits on what `measureMasking` measures, and passes the rows on.
 *
 * Ports: `rows` and `originals` in, `rows` out. Rows pass unchanged while they are sampled; the verdict comes after the last one. With
 * `onFailure: 'refuse'` the reading then fails, so that nothing downstream is committed. A table of which no row could be compared fails too: nothing was
 * shown of it.
 *
 * Passes: 1 over the rows, 1 over the originals. Memory: 20 to 30 bytes a row of either table, and the sampled values. Order: kept. Schema: unchanged.
 * Findings: the figures, which of the limits hold, whether all do. Reveals: nothing but the figures; they speak of somebody who has the exact values of
 * these columns, and promise nothing of others.
 *
 * @param options - see {@link CheckMaskingOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong, or when it is put on tables without such columns.
 * @throws {ProtectionError} while it runs: `PROTECTION_MASKING` beyond a limit.
 * @throws {DataError} while it runs: `DATA_NULL` and `DATA_DUPLICATE_KEY` for row keys; `DATA_INVALID` for masked rows without original.
 * @see Domingo-Ferrer and Torra 2003, https://doi.org/10.1023/A:1021960427446.
 * @example
 * checkMasking({ table: 'stays', columns: ['age', 'cost'], rowKey: 'stay', atMost: { nearest: 0.2, meanShift: 0.05 }, onFailure: 'refuse' });
 */
export function checkMasking(options: CheckMaskingOptions): PortsOperator {
  const checked = checkOptions(checkMaskingOptions, options);
  const schemaOf = (rows: Schema, originals: Schema): Schema => {
    for (const schema of [rows, originals]) checkMaskedColumns(schema, checked);
    return rows;
  };
  return {
    kind: 'ports',
    name: 'checkMasking',
    memory: { grows: 'records', formula: '20 to 30 bytes a row and an original, beside the sampled values' },
    outputSchemas: (inputs) => ({ rows: schemaOf(inputPort(inputs, 'rows'), inputPort(inputs, 'originals')) }),
    connect(inputs, context) {
      const rows = inputPort(inputs, 'rows');
      const originals = inputPort(inputs, 'originals');
      const schema = schemaOf(rows.schema, originals.schema);
      const sampled = remember((signal) => sampleOriginals(originals, checked, signal));
      return { rows: { schema, open: (signal) => checkedRows(rows, checked, sampled, context, signal) } };
    },
  };
}

async function* checkedRows(
  rows: Dataset, options: CheckMaskingOptions, sampled: (signal?: AbortSignal) => Promise<RecordSample>, context: OperatorContext, signal: AbortSignal | undefined,
): AsyncGenerator<RecordBatch> {
  const before = await sampled(signal);
  const after = maskedSampler(rows.schema, options, before);
  for await (const batch of rows.open(signal)) {
    after.add(batch);
    yield batch;
  }
  const measure = compareSamples(before, after.finish(), options);
  const verdicts = judge(measure, options.atMost);
  const isShown = measure.comparedRows > 0 || measure.maskedRows === 0;
  const failing = verdicts.filter(({ holds }) => !holds);
  if (options.onFailure === 'refuse' && !isShown) throw new ProtectionError('PROTECTION_MASKING', 'no masked row could be compared with its original, so that nothing is known of them', { rowCount: measure.maskedRows });
  if (options.onFailure === 'refuse' && failing.length > 0) {
    const named = failing.map(({ figure, value, atMost }) => `${figure} ${value.toPrecision(3)} of at most ${atMost}`);
    throw new ProtectionError('PROTECTION_MASKING', `${failing.length} of ${verdicts.length} limits do not hold: ${named.join(', ')}`, { rowCount: measure.comparedRows });
  }
  context.onFindings?.(findingsOf(measure, verdicts, isShown && failing.length === 0));
}

/** What was found of one limit. */
interface Verdict {
  readonly figure: keyof MaskingLimits;
  readonly value: number;
  readonly atMost: number;
  readonly holds: boolean;
}

function judge({ linkage, intervals, loss }: MaskingMeasure, atMost: MaskingLimits): Verdict[] {
  const widest = intervals.reduce((most, one) => (one.width > most.width ? one : most));
  const figures: Readonly<Record<keyof MaskingLimits, number>> = {
    nearest: linkage.nearest,
    amongNearest: linkage.amongNearest,
    withinDeviations: widest.byDeviation.all,
    withinRanks: widest.byRank.all,
    il1s: loss.il1s,
    meanShift: loss.meanShift.reduce((most, shift) => Math.max(most, Math.abs(shift)), 0),
    correlationShift: loss.correlationShift?.most ?? 0,
  };
  return (Object.keys(figures) as (keyof MaskingLimits)[]).flatMap((figure) => {
    const limit = atMost[figure];
    return limit === undefined ? [] : [{ figure, value: figures[figure], atMost: limit, holds: figures[figure] <= limit }];
  });
}

function findingsOf(measure: MaskingMeasure, verdicts: readonly Verdict[], holds: boolean): Findings {
  return { ...(measure as unknown as Readonly<Record<string, Json>>), limits: verdicts as unknown as Json, holds };
}
