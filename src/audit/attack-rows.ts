import type { DataType, Schema } from 'apache-arrow';
import { z } from 'zod';
import { columnTypeOf } from '../core/arrow.ts';
import type { Dataset } from '../core/dataset.ts';
import { refusePlan } from '../core/errors.ts';
import { checkAll, findColumn, roleOf } from '../core/field.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import { columnCoder } from '../group/index.ts';
import { attackClasses, type Inference, type KnownOutcome } from './kernel/attack-classes.ts';
import type { Guess } from './kernel/guess.ts';
import { readKnownPersons, type KnownColumns } from './known-persons.ts';
import { readReleasedClasses, type ReleasedColumns } from './released-classes.ts';

/** Options of {@link attackRows}. */
export interface AttackRowsOptions {
  /** Columns of both tables: generalised in the release, known in full to the attacker. */
  readonly quasiIdentifiers: readonly string[];
  /**
   * By quasi-identifier and known value, the labels of the release that may stand for it: `{ age: { 34: ['30-39', '20-39'] } }`.
   * A label always stands for the value that reads like it; a missing value and `*` stand for every value.
   */
  readonly labels?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Columns of the release that the attacker would like to know; none when omitted. */
  readonly sensitive?: readonly string[];
  /**
   * Column of the release that tells persons apart; `null` says that every row is a person. It must be said when the release
   * has a column of the role `entity`.
   */
  readonly entity?: string | null;
  /** Column of both tables that names the person: the truth, which the attacker does not have. */
  readonly truth?: string;
  /** Share of the guesses in [0, 1] that may be right; without it nothing is judged. */
  readonly maxRisk?: number;
}

const labelsSchema = z.record(columnName, z.record(z.string(), z.array(z.string()).readonly()));

/** Checks {@link AttackRowsOptions}. */
export const attackRowsOptions: OptionsSchema<AttackRowsOptions> = z.strictObject({
  quasiIdentifiers: z.array(columnName).min(1).refine((names) => new Set(names).size === names.length, { message: 'expected every column once' }).readonly(),
  labels: labelsSchema.exactOptional(),
  sensitive: z.array(columnName).readonly().exactOptional(),
  entity: columnName.nullable().exactOptional(),
  truth: columnName.exactOptional(),
  maxRisk: z.number().min(0).max(1).exactOptional(),
});

/** What a sensitive column gives away of the persons found. */
export interface SensitiveAttack extends Inference {
  readonly column: string;
}

/** What an attack on rows of persons found, in figures. */
export interface RowAttack {
  /** Persons in the attacker's file. */
  readonly persons: number;
  readonly rows: number;
  /** What fits a person: rows, or entities where a column tells them apart. */
  readonly unit: 'rows' | 'entities';
  readonly units: number;
  /** Persons whom something in the release fits, and those whom a single unit fits. */
  readonly found: number;
  readonly single: number;
  /** The fewest units that fit a person found; `null` when nobody is. */
  readonly fewest: number | null;
  /**
   * For each person found, a unit that fits is guessed. What is right is counted as if everybody found were in the release: of
   * those who are, that is what happens; of others no guess is right.
   */
  readonly fromPersons: Guess;
  /** For each unit of each class that fits anybody, a person who fits is guessed; right as if everybody released were in the file. */
  readonly fromRows: Guess;
  /** What really comes of both, where the truth is known. */
  readonly truth: KnownOutcome | null;
  readonly sensitive: readonly SensitiveAttack[];
  /**
   * Whether no larger share than `maxRisk` of the guesses is right: from persons and from rows where the truth is known, else
   * from persons as if all were in the release. `null` without `maxRisk`.
   */
  readonly passed: boolean | null;
}

/**
 * Attacks rows of persons as a journalist would, who holds a file of persons with their names and what is known of them, some of
 * whom are in the release and some not.
 *
 * He looks for the rows that fit each person, and for the persons that fit each row, and guesses among them: that is
 * re-identification. Where all rows that fit a person have the same diagnosis he need not guess which is the person's: that is the
 * homogeneity attack, and knowing the diagnosis better than from the whole release is inference. Values that perturbation has
 * changed are taken at their word: who is lost by it is counted where the truth is known.
 *
 * @param released - the finished release.
 * @param attacker - the attacker's file: one row per person; a missing value is one he does not know.
 * @param options - see {@link AttackRowsOptions}.
 * @param signal - aborts the reading.
 * @returns figures, never a value; they depend neither on the order of the rows nor on their batches.
 * @throws {PlanError} if an option is wrong or does not fit the columns.
 * @throws {DataError} `DATA_NULL` for a released row without an entity, `DATA_DUPLICATE_KEY` for a person with two rows in the
 *   attacker's file.
 * @remarks One pass over each table. Time: a search for each combination of values in the attacker's file that the labels tell
 *   apart, fast where labels are of a few levels and few cells are withheld. Memory: 30 bytes a class and as many for each value
 *   of a sensitive column in it; with an entity column or the truth, for each person too.
 * @see El Emam 2013, Guide to the De-Identification of Personal Health Information, chapter 16, for the journalist.
 * @see Machanavajjhala et al. 2007, https://doi.org/10.1145/1217299.1217302, for the homogeneity attack.
 * @example
 * ```ts no-run
 * const { fromPersons } = await attackRows(release, register, { quasiIdentifiers: ['age', 'commune'], labels, entity: null });
 * console.log(fromPersons.share);
 * ```
 */
export async function attackRows(released: Dataset, attacker: Dataset, options: AttackRowsOptions, signal?: AbortSignal): Promise<RowAttack> {
  const checked = checkOptions(attackRowsOptions, options);
  const places = findColumns(released, attacker, checked);
  const truth = columnCoder();
  const { rows, classes, labels } = await readReleasedClasses(released, places.released, truth, signal);
  const standing = checked.quasiIdentifiers.map((name) => checked.labels?.[name] ?? {});
  const { persons, known } = await readKnownPersons(attacker, places.attacker, truth, { labels, standing }, signal);
  const { inference, ...found } = attackClasses(classes, known);
  const { maxRisk } = checked;
  const risk = found.truth === null ? found.fromPersons.share : Math.max(found.truth.fromPersons.share, found.truth.fromRows.share);
  return {
    persons,
    rows,
    unit: typeof checked.entity === 'string' ? 'entities' : 'rows',
    units: classes.unitCount,
    ...found,
    sensitive: inference.map((figures, place) => ({ column: checked.sensitive![place]!, ...figures })),
    passed: maxRisk === undefined ? null : risk <= maxRisk,
  };
}

interface Places {
  readonly released: ReleasedColumns;
  readonly attacker: KnownColumns;
}

function findColumns(released: Dataset, attacker: Dataset, { quasiIdentifiers, labels = {}, sensitive = [], entity, truth }: AttackRowsOptions): Places {
  const declared = released.schema.fields.find((field) => roleOf(field) === 'entity');
  const stray = Object.keys(labels).find((name) => !quasiIdentifiers.includes(name));
  const named = (name: string | null | undefined): readonly string[] => (typeof name === 'string' ? [name] : []);
  const asked: readonly (readonly [dataset: Dataset, names: readonly string[], path: string])[] = [
    [released, quasiIdentifiers, 'quasiIdentifiers'], [attacker, quasiIdentifiers, 'attacker.quasiIdentifiers'], [released, sensitive, 'sensitive'],
    [released, named(entity), 'entity'], [released, named(truth), 'truth'], [attacker, named(truth), 'attacker.truth'],
  ];
  checkAll([
    ...asked.flatMap(([{ schema }, names, path]) => names.map((name) => () => void findColumn(schema, name, path))),
    () => {
      if (entity === undefined && declared !== undefined) refusePlan('PLAN_MISSING', 'entity', `expected the column that tells persons apart, such as "${declared.name}", or null to count rows`);
    },
    () => {
      if (stray !== undefined) refusePlan('PLAN_UNKNOWN_COLUMN', 'labels', `"${stray}" is no quasi-identifier`);
    },
    () => {
      if (truth !== undefined) refuseOtherType(released.schema, attacker.schema, truth);
    },
  ]);
  const [known, fromAttacker, secrets, [entityPlace = -1], [truthPlace = -1], [attackerTruth = -1]] = asked.map(([{ schema }, names, path]) => names.map((name) => findColumn(schema, name, path))) as [number[], number[], number[], number[], number[], number[]];
  return {
    released: { quasiIdentifiers: known, sensitive: secrets, entity: entityPlace, truth: truthPlace },
    attacker: { quasiIdentifiers: fromAttacker, truth: attackerTruth },
  };
}

/** Quasi-identifiers are compared as they read, persons by their values. */
function refuseOtherType(released: Schema, attacker: Schema, truth: string): void {
  const [left, right] = [released, attacker].map((schema) => columnTypeOf(schema.fields[findColumn(schema, truth, 'truth')]!.type as DataType));
  if (left !== right) refusePlan('PLAN_COLUMN_TYPE', 'truth', `column "${truth}": expected one type in both tables, got ${left ?? 'another type'} and ${right ?? 'another type'}`);
}
