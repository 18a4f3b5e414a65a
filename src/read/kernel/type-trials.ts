import { clearRowFaults, type CellBlock } from './cells.ts';
import { columnParser, type CellType } from './column-parser.ts';
import { parseDateFormat } from './date-format.ts';
import type { NullMarkers } from './null-markers.ts';
import type { CellParser } from './parser.ts';

/** One way to read a column, tried on its cells until it fails. */
export interface TypeTrial {
  readonly type: 'int32' | 'int64' | 'float64' | 'date' | 'timestamp' | 'bool';
  /** Decimal mark of a number, or format of a date. */
  readonly spelling: string;
  readonly parser: CellParser;
  /** Whether no cell has failed. */
  isAlive: boolean;
}

/** Formats of dates that are tried, the unmistakable first; of two that fit, day before month. */
export const DATE_FORMATS: readonly string[] = Object.freeze([
  'yyyy-MM-dd', 'dd/MM/yyyy', 'yyyy/MM/dd', 'dd-MM-yyyy', 'dd.MM.yyyy', 'd/M/yyyy', 'MM/dd/yyyy', 'M/d/yyyy', 'yyyyMMdd', 'ddMMyyyy',
]);

/**
 * Makes the trials of one column, in the order in which they are to be believed.
 *
 * @param markers - texts that may stand for a missing value.
 * @param maxRows - rows of a block at most.
 * @returns trials that have seen no cell.
 */
export function createTrials(markers: NullMarkers, maxRows: number): TypeTrial[] {
  const trial = (type: TypeTrial['type'], spelling: string, cellType: CellType): TypeTrial => ({
    type, spelling, parser: columnParser(cellType, { nullable: true, maxRows }, markers), isAlive: true,
  });
  const formats = DATE_FORMATS.map((spelling) => ({ spelling, format: parseDateFormat(spelling)! }));
  return [
    trial('int32', '', { name: 'int32' }),
    trial('int64', '', { name: 'int64' }),
    ...['.', ','].map((mark) => trial('float64', mark, { name: 'float64', decimalMark: mark.charCodeAt(0) })),
    ...formats.map(({ spelling, format }) => trial('date', spelling, { name: 'date', format })),
    ...formats.map(({ spelling, format }) => trial('timestamp', spelling, { name: 'timestamp', format })),
    trial('bool', '', { name: 'bool' }),
  ];
}

/**
 * Tries one field of a block in every way that has not failed yet.
 *
 * @param trials - the column's trials.
 * @param block - well-formed rows.
 * @param field - the field.
 */
export function tryTypes(trials: readonly TypeTrial[], block: CellBlock, field: number): void {
  for (const trial of trials) {
    if (!trial.isAlive) continue;
    trial.parser.parse(block, field, 0);
    trial.isAlive = block.rowFaultCount === 0;
    trial.parser.rewind(0, block.rows);
    clearRowFaults(block);
  }
}
