import type { Schema } from 'apache-arrow';
import type { Dataset } from '../../core/dataset.ts';
import { refusePlan } from '../../core/errors.ts';
import { checkAll } from '../../core/field.ts';
import type { FoldContext } from '../../core/fold.ts';
import { compilePredicate, type RowTest } from '../../core/predicate/compile-predicate.ts';
import type { QualityCheck } from './checks.ts';
import type { ReadyCheck } from './gauge.ts';
import type { KeySet } from './key-set.ts';
import { readKeys, readyReference, referenceColumns } from './reference-check.ts';
import { readyRowCheck } from './row-checks.ts';
import { readyTableCheck } from './table-checks.ts';
import { readyUnique } from './unique-check.ts';

/** A check made ready, with the rows it is about. */
export interface PlacedCheck {
  readonly ready: ReadyCheck;
  /** Marks the rows the check is about; `null` for all. */
  readonly where: RowTest | null;
}

/** The keys of the tables that checks look into, by the check's place. */
export type ReferenceKeys = ReadonlyMap<number, KeySet>;

/**
 * Names the tables that checks look into.
 *
 * @param checks - the checks.
 * @returns the names, each once.
 */
export function tablesOf(checks: readonly QualityCheck[]): readonly string[] {
  return [...new Set(checks.flatMap((check) => (check.check === 'reference' ? [check.table] : [])))];
}

/**
 * Makes checks ready for a schema.
 *
 * @param checks - checks of the right form.
 * @param schema - schema of the rows.
 * @param references - schemas of the tables they look into, by name.
 * @param known - the keys of these tables; `null` while only schemas are checked.
 * @returns the checks, in order.
 * @throws {PlanError} with every problem: unknown columns and tables, types and values that do not fit, names that two
 *   checks share.
 */
export function readyChecks(checks: readonly QualityCheck[], schema: Schema, references: Readonly<Record<string, Schema>>, known: ReferenceKeys | null): readonly PlacedCheck[] {
  const placed: PlacedCheck[] = [];
  checkAll(checks.map((check, place) => () => {
    const path = `checks[${place}]`;
    let where: RowTest | null = null;
    checkAll([
      () => {
        const twin = check.name === undefined ? -1 : checks.findIndex(({ name }) => name === check.name);
        if (twin >= 0 && twin < place) refusePlan('PLAN_DUPLICATE_NAME', `${path}.name`, `checks[${twin}] has this name`);
      },
      () => {
        if (check.where !== undefined) where = compilePredicate(check.where, schema, `${path}.where`);
      },
      () => {
        const ready = check.check === 'reference' ? readyAgainst(check, schema, references, path, known?.get(place) ?? null) : readyCheck(check, schema, path);
        placed.push({ ready, where });
      },
    ]);
  }));
  return placed;
}

function readyAgainst(check: Extract<QualityCheck, { readonly check: 'reference' }>, schema: Schema, references: Readonly<Record<string, Schema>>, path: string, keys: KeySet | null): ReadyCheck {
  const reference = Object.hasOwn(references, check.table) ? references[check.table] : undefined;
  if (reference === undefined) refusePlan('PLAN_MISSING', `${path}.table`, 'expected a table for this check');
  return readyReference(check, referenceColumns(check, schema, reference, path).rows, keys);
}

function readyCheck(check: Exclude<QualityCheck, { readonly check: 'reference' }>, schema: Schema, path: string): ReadyCheck {
  switch (check.check) {
    case 'unique':
      return readyUnique(check, schema, path);
    case 'outliers':
    case 'rowCount':
    case 'freshness':
    case 'distribution':
    case 'mean':
    case 'quantile':
      return readyTableCheck(check, schema, path);
    default:
      return readyRowCheck(check, schema, path);
  }
}

/**
 * Reads the tables that checks look into.
 *
 * @param checks - the checks.
 * @param schema - schema of the rows.
 * @param references - the tables, by name.
 * @param context - memory limit and spill store.
 * @param signal - aborts the reading.
 * @returns the keys by the place of the check; for one measuring only.
 */
export async function readReferences(checks: readonly QualityCheck[], schema: Schema, references: Readonly<Record<string, Dataset>>, context: FoldContext, signal?: AbortSignal): Promise<ReferenceKeys> {
  const keys = new Map<number, KeySet>();
  for (const [place, check] of checks.entries()) {
    if (check.check !== 'reference') continue;
    const table = references[check.table]!;
    const columns = referenceColumns(check, schema, table.schema, `checks[${place}]`);
    keys.set(place, await readKeys(table, columns.reference, [...keys.values()], context, signal));
  }
  return keys;
}
