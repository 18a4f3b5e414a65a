import type { Schema } from 'apache-arrow';
import { z } from 'zod';
import { makeBatch } from '../core/arrow.ts';
import type { Column } from '../core/column.ts';
import type { Dataset } from '../core/dataset.ts';
import { declareSchema } from '../core/field.ts';
import { checkOptions, type OptionsSchema } from '../core/options.ts';
import { computedDataset, MAX_ROWS, syntheticShape, textOf, type SyntheticOptions } from './batches.ts';
import { createPopulation } from './kernel/population.ts';
import { createStaysMaker, makeStays, type MadeStays } from './kernel/stays.ts';
import { seedWords } from './seed.ts';

/** Options of {@link synthesiseStays}. */
export interface SynthesiseStaysOptions extends SyntheticOptions {
  /**
   * Persons who may have stays: those of `synthesisePeople` with the same seed and as many rows. Eleven for twenty stays
   * unless said otherwise.
   */
  readonly persons?: number;
  /** Share of NIRs that are badly written, wrong or missing, in [0, 1]; 0.01 unless said otherwise. */
  readonly faultShare?: number;
}

/** Checks {@link SynthesiseStaysOptions}. */
export const synthesiseStaysOptions: OptionsSchema<SynthesiseStaysOptions> = z.strictObject({
  ...syntheticShape,
  persons: z.int().min(1).max(MAX_ROWS).exactOptional(),
  faultShare: z.number().min(0).max(1).exactOptional(),
});

/** Schema of {@link synthesiseStays}. */
export const STAYS_SCHEMA: Schema = declareSchema({
  stayId: { type: 'utf8', role: 'technical', nullable: false },
  nir: { type: 'utf8', role: 'directIdentifier', identifier: 'nir' },
  birthDate: { type: 'date', role: 'quasiIdentifier' },
  sex: { type: 'utf8', role: 'quasiIdentifier' },
  commune: { type: 'utf8', role: 'quasiIdentifier' },
  hospital: { type: 'utf8', role: 'quasiIdentifier', identifier: 'finess' },
  entryDate: { type: 'date', role: 'quasiIdentifier' },
  exitDate: { type: 'date', role: 'quasiIdentifier' },
  diagnosis: { type: 'utf8', role: 'sensitive' },
  cost: { type: 'decimal(12,2)', role: 'measure' },
  dischargeMode: { type: 'utf8', role: 'attribute' },
});

/**
 * Makes a table of synthetic hospital stays, all of which begin in 2024.
 *
 * A person has several stays, some persons very many. Diagnoses go with age and sex, nights and cost with the diagnosis
 * (costs are lognormal), the hospital with the commune; there are 40 hospitals of very different size, whose FINESS numbers
 * are right in form and belong to none. A small share of the NIRs is missing, wrong, without key or written with spaces.
 *
 * @param options - see {@link SynthesiseStaysOptions}.
 * @returns the table; it is computed at each reading, the same each time.
 * @throws {PlanError} if the options are wrong.
 * @remarks O(rows) time, memory of one batch. Stays of a person are drawn one by one: they may overlap, or follow a death.
 * @example
 * synthesiseStays({ rows: 200_000, seed: 'demo' });
 */
export function synthesiseStays(options: SynthesiseStaysOptions): Dataset {
  const checked = checkOptions(synthesiseStaysOptions, options);
  const persons = checked.persons ?? Math.max(1, Math.ceil(0.55 * checked.rows));
  return computedDataset(STAYS_SCHEMA, checked, () => {
    const maker = createStaysMaker(createPopulation(seedWords(checked.seed)));
    const shape = { persons, faultShare: checked.faultShare ?? 0.01 };
    return (firstRow, rows) => makeBatch(STAYS_SCHEMA, staysColumns(makeStays(maker, shape, firstRow, rows), rows), rows);
  });
}

function staysColumns(stays: MadeStays, rows: number): Column[] {
  const date = (days: Int32Array): Column => ({ kind: 'date', rows, valid: null, days });
  const limbs = new Uint32Array(4 * rows);
  for (let row = 0; row < rows; row++) limbs[4 * row] = stays.costCents[row]!;
  return [
    textOf(stays.stayIds),
    textOf(stays.nirs),
    date(stays.birthDays),
    textOf(stays.sexes),
    textOf(stays.communes),
    textOf(stays.hospitals),
    date(stays.entryDays),
    date(stays.exitDays),
    textOf(stays.diagnoses),
    { kind: 'decimal', rows, valid: null, precision: 12, scale: 2, limbs },
    textOf(stays.dischargeModes),
  ];
}
