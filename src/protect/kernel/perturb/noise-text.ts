import { CELL_KEYS } from './cell-keys.ts';
import type { NoiseRow, NoiseTable } from './noise-table.ts';

/** Tables of noise by the type that a line names: `all`, `even`, `odd` or `small_cells`. */
export type NoiseTables = Readonly<Record<string, NoiseTable>>;

/**
 * Reads a table of noise as τ-ARGUS and the R package ptable write it: a line `i;j;p;v;p_int_ub` or
 * `i;j;p;v;p_int_ub;type` for each size i and deviation v, under a header.
 *
 * @param text - the lines; quotes around names are accepted.
 * @returns a table for each type; `all` where lines name none.
 * @throws {RangeError} that names the line: a number is missing, probabilities do not add up to 1, or a row 0 that changes
 *   nothing is missing.
 */
export function readNoiseText(text: string): NoiseTables {
  const [header = '', ...lines] = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const names = header.split(';').map((name) => name.replaceAll('"', '').trim());
  const place = (...accepted: readonly string[]): number => names.findIndex((name) => accepted.includes(name));
  const [size, deviation, upper, type] = [place('i'), place('v'), place('p_int_ub', 'p_ij_ub'), place('type')];
  if (size < 0 || deviation < 0 || upper < 0) throw new RangeError('line 1: expected a header with i, v and p_int_ub');
  const read = new Map<string, Map<number, { readonly deviations: number[]; readonly upperKeys: number[] }>>();
  lines.forEach((line, index) => {
    const fields = line.split(';');
    const [count, added, share] = [size, deviation, upper].map((column) => Number(fields[column] === '' ? NaN : fields[column]));
    if (![count, added, share].every(Number.isFinite)) throw new RangeError(`line ${index + 2}: expected numbers`);
    const table = entry(read, type < 0 ? 'all' : (fields[type] ?? '').replaceAll('"', ''), () => new Map());
    const row = entry(table, count!, () => ({ deviations: [], upperKeys: [] }));
    row.deviations.push(added!);
    row.upperKeys.push(Math.round(share! * CELL_KEYS));
    if (row.upperKeys.at(-1)! < (row.upperKeys.at(-2) ?? 0)) throw new RangeError(`line ${index + 2}: expected upper bounds that ascend`);
  });
  return Object.fromEntries([...read].map(([name, rows]) => [name, tableOf(name, rows)]));
}

function tableOf(name: string, rows: ReadonlyMap<number, { readonly deviations: readonly number[]; readonly upperKeys: readonly number[] }>): NoiseTable {
  const table = [...rows].sort(([left], [right]) => left - right).map(([size, row]): NoiseRow => {
    if (row.upperKeys.at(-1) !== CELL_KEYS) throw new RangeError(`table ${name}, size ${size}: expected probabilities that add up to 1`);
    return { size, deviations: Float64Array.from(row.deviations), upperKeys: Int32Array.from(row.upperKeys) };
  });
  if (table[0]?.size !== 0 || table[0].deviations.some((deviation) => deviation !== 0)) throw new RangeError(`table ${name}: expected a row for 0 that changes nothing`);
  return table;
}

/**
 * Writes tables of noise as τ-ARGUS reads them.
 *
 * @param tables - tables by type.
 * @returns lines under a header, with eight decimals; {@link readNoiseText} gives the tables back.
 */
export function noiseText(tables: NoiseTables): string {
  const lines = Object.entries(tables).flatMap(([type, table]) =>
    table.flatMap(({ size, deviations, upperKeys }) =>
      [...deviations].map((deviation, index) => {
        const keys = upperKeys[index]! - (upperKeys[index - 1] ?? 0);
        return [size, size + deviation, keys / CELL_KEYS, deviation, upperKeys[index]! / CELL_KEYS].map(decimal).concat(type).join(';');
      }),
    ),
  );
  return ['i;j;p;v;p_int_ub;type', ...lines, ''].join('\n');
}

/** Plain digits: τ-ARGUS reads no exponents. */
function decimal(value: number): string {
  return value.toFixed(8).replace(/\.?0+$/, '');
}

function entry<Name, Value>(map: Map<Name, Value>, name: Name, make: () => Value): Value {
  const found = map.get(name) ?? make();
  map.set(name, found);
  return found;
}
