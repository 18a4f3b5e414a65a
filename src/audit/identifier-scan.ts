import type { Field, RecordBatch } from 'apache-arrow';
import { columnOf } from '../core/arrow.ts';
import { isValid, plainText, type CodedColumn, type Column, type DecimalColumn, type Float64Column, type Int64Column } from '../core/column.ts';
import type { Dataset } from '../core/dataset.ts';
import { METADATA, roleOf } from '../core/field.ts';
import type { Audience } from '../core/roles.ts';
import { leaksOf, likenessOf, type Excuses, type Leak } from './kernel/leaks.ts';
import { addLikeness, countNumberLikeness, countTextLikeness, noLikeness, type LikenessCounts, type LikenessKind } from './kernel/likeness.ts';

/** What the cells of a column look like, in counts. */
export interface ColumnLikeness {
  readonly column: string;
  /** Cells by the kind of identifier they look like; chance makes some. An INS counts as a NIR. */
  readonly looksLike: Readonly<Partial<Record<LikenessKind, number>>>;
  /** The kinds for which the column must not leave. */
  readonly leaks: readonly Leak[];
}

/** Watches one column; it may turn out to be of another kind than was promised. */
export interface ColumnScan {
  add(column: Column): void;
  finish(): ColumnLikeness;
}

/**
 * Scans every cell of a table for what looks like an identifier of a person: a NIR or INS, an RPPS number, a telephone
 * number, an e-mail address, an IBAN; as the whole cell or inside a longer text, with their check digits where there are
 * some. ADELI numbers are not told apart from SIREN and FINESS, which have their form.
 *
 * @param dataset - the rows.
 * @param audience - who may have them; researchers may have telephone numbers, addresses and RPPS numbers in columns that
 *   declare them, others nothing.
 * @param signal - aborts the reading.
 * @returns one entry for each column in which something was found, in their order; counts only, never a value.
 * @remarks One pass, memory of a batch.
 */
export async function scanForIdentifiers(dataset: Dataset, audience: Audience, signal?: AbortSignal): Promise<readonly ColumnLikeness[]> {
  const scans = dataset.schema.fields.map((field) => scanColumn(field, audience));
  for await (const batch of dataset.open(signal)) addBatch(scans, batch);
  return scans.map((scan) => scan.finish()).filter(({ looksLike }) => Object.keys(looksLike).length > 0);
}

function addBatch(scans: readonly ColumnScan[], batch: RecordBatch): void {
  for (const [index, scan] of scans.entries()) scan.add(columnOf(batch, index));
}

/**
 * Makes the scan of a column.
 *
 * @param field - its name, role and declarations.
 * @param audience - who may have it.
 * @returns a scan that was given nothing yet.
 */
export function scanColumn(field: Field, audience: Audience): ColumnScan {
  const text = noLikeness();
  const numbers = noLikeness();
  return {
    add(column) {
      if (column.kind === 'text') countTextLikeness(column.offsets, column.bytes, column.valid, column.rows, null, text);
      else if (column.kind === 'coded') countCoded(column, text);
      else if (column.kind === 'int64' || column.kind === 'float64' || column.kind === 'decimal') countNumberLikeness(asNumbers(column), column.valid, numbers);
    },
    finish() {
      const excuses = excusesOf(field, audience);
      const all = noLikeness();
      addLikeness(all, text);
      addLikeness(all, numbers);
      return { column: field.name, looksLike: likenessOf(all), leaks: [...leaksOf(text, false, excuses), ...leaksOf(numbers, true, excuses)] };
    },
  };
}

/** Reads each entry of a dictionary once, unless the rows are fewer. */
function countCoded(column: CodedColumn, counts: LikenessCounts): void {
  const { rows, valid, codes, dictionary } = column;
  if (dictionary.rows > rows) {
    const plain = plainText(column);
    countTextLikeness(plain.offsets, plain.bytes, plain.valid, rows, null, counts);
    return;
  }
  const uses = new Int32Array(dictionary.rows);
  for (let row = 0; row < rows; row++) if (isValid(valid, row)) uses[codes[row]!]!++;
  countTextLikeness(dictionary.offsets, dictionary.bytes, null, dictionary.rows, uses, counts);
}

/** The identifiers whose 13 digits may look like a NIR; any other word, or a misspelt one, excuses nothing. */
const THIRTEEN_DIGITS: readonly string[] = ['cip13', 'ucd13'];

/** What a researcher may be given where a column declares it; the numbers of persons and of their accounts never. */
const DECLARABLE: readonly LikenessKind[] = ['rpps', 'phone', 'email'];

function excusesOf(field: Field, audience: Audience): Excuses {
  const declared = [field.metadata.get(METADATA.identifier) ?? '', audience === 'public' ? '' : shapeOf(field)];
  return {
    thirteenDigits: declared.some((name) => THIRTEEN_DIGITS.includes(name)) || declared[1] === 'nir',
    kinds: audience === 'public' ? [] : DECLARABLE.filter((kind) => declared.includes(kind)),
  };
}

/** The identifier whose shape the codes of a column have, as format-preserving ones do; they are none. */
function shapeOf(field: Field): string {
  if (roleOf(field) !== 'pseudonym') return '';
  return /"shape":"([A-Za-z0-9]+)/.exec(field.metadata.get(METADATA.pseudonym) ?? '')?.[1] ?? '';
}

function asNumbers(column: Int64Column | Float64Column | DecimalColumn): Float64Array {
  if (column.kind === 'float64') return column.values;
  if (column.kind === 'int64') return Float64Array.from(column.values, Number);
  const { limbs, scale } = column;
  const unit = 10n ** BigInt(scale);
  const numbers = new Float64Array(column.rows);
  for (let row = 0; row < column.rows; row++) {
    const unscaled = BigInt(limbs[4 * row]!) + (BigInt(limbs[4 * row + 1]!) << 32n);
    if (limbs[4 * row + 2] === 0 && limbs[4 * row + 3] === 0 && unscaled % unit === 0n) numbers[row] = Number(unscaled / unit);
  }
  return numbers;
}
