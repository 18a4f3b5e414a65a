import type { DateFormat } from './date-format.ts';
import type { NullMarkers } from './null-markers.ts';
import { binaryParser, type BinaryForm } from './parse-binary.ts';
import { boolParser } from './parse-bool.ts';
import { dateParser } from './parse-date.ts';
import { decimalParser } from './parse-decimal.ts';
import { float64Parser } from './parse-float.ts';
import { int32Parser, int64Parser } from './parse-integer.ts';
import { textParser, type TextEncodingName } from './parse-text.ts';
import { timestampParser } from './parse-timestamp.ts';
import type { CellParser, ParserOptions } from './parser.ts';

/** What the cells of a column are to become, and how they are written. */
export type CellType =
  | { readonly name: 'utf8'; readonly encoding: TextEncodingName }
  | { readonly name: 'int32' | 'int64' | 'bool' }
  | { readonly name: 'float64'; readonly decimalMark: number }
  | { readonly name: 'decimal'; readonly decimalMark: number; readonly precision: number; readonly scale: number }
  | { readonly name: 'date' | 'timestamp'; readonly format: DateFormat }
  | { readonly name: 'binary'; readonly width: number; readonly form: BinaryForm };

/**
 * Makes the parser of one column.
 *
 * @param type - what its cells are to become.
 * @param options - nullability and batch size.
 * @param markers - what a missing value looks like.
 * @returns a parser without rows.
 */
export function columnParser(type: CellType, options: ParserOptions, markers: NullMarkers): CellParser {
  switch (type.name) {
    case 'utf8':
      return textParser(options, markers, type.encoding);
    case 'int32':
      return int32Parser(options, markers);
    case 'int64':
      return int64Parser(options, markers);
    case 'float64':
      return float64Parser(options, markers, type.decimalMark);
    case 'decimal':
      return decimalParser(options, markers, type.decimalMark, type.precision, type.scale);
    case 'bool':
      return boolParser(options, markers);
    case 'date':
      return dateParser(options, markers, type.format);
    case 'timestamp':
      return timestampParser(options, markers, type.format);
    case 'binary':
      return binaryParser(options, markers, type.width, type.form);
  }
}
